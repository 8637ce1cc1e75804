/*
 * Tests of the search for a workspace.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceFinderTest {
  @TempDir private Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private Path here;
  private Path setup;

  @BeforeEach
  void makeFolders() throws IOException {
    here = Files.createDirectories(folder.resolve("here/below"));
    setup = folder.resolve("data/isere/zephyr");
  }

  private WorkspaceFinder finder() {
    return new WorkspaceFinder(environment, here, setup);
  }

  /** A folder that looks like a workspace; gives Zephyr's root. */
  private static Path workspace(Path top) throws IOException {
    Path zephyr = top.resolve("zephyr");
    Files.createDirectories(zephyr.resolve("share/zephyr-package/cmake"));
    Files.writeString(zephyr.resolve("share/zephyr-package/cmake/ZephyrConfig.cmake"), "");
    Files.writeString(
        zephyr.resolve("VERSION"),
        "VERSION_MAJOR = 4\nVERSION_MINOR = 3\nPATCHLEVEL = 0\nVERSION_TWEAK = 0\nEXTRAVERSION =\n");
    Files.createDirectories(top.resolve(".west"));
    Files.writeString(top.resolve(".west/config"), "[zephyr]\nbase = zephyr\n");
    return zephyr;
  }

  private static Path executable(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  private void toolsInPath() throws IOException {
    executable(folder.resolve("usr/bin/west"));
    executable(folder.resolve("usr/bin/arm-none-eabi-gcc"));
    environment.put("PATH", folder.resolve("usr/bin").toString());
  }

  private void madeBySetup() throws IOException {
    Path zephyr = workspace(setup);
    executable(setup.resolve("venv/bin/west"));
    Path sdk = setup.resolve("zephyr-sdk-0.17.4");
    executable(sdk.resolve("arm-zephyr-eabi/bin/arm-zephyr-eabi-gcc"));
    SetupState state = new SetupState(zephyr, new Toolchain(Toolchain.SDK, Optional.of(sdk)));
    Files.writeString(SetupState.file(setup), state.text());
  }

  private Diagnostic refusal(Optional<Path> named) {
    IsereException e = assertThrows(IsereException.class, () -> finder().find(named));
    assertEquals(ExitCode.MACHINE, e.exitCode());
    return e.diagnostics().get(0);
  }

  @Test
  void saysWhereItLookedWhenThereIsNoWorkspace() {
    Diagnostic error = refusal(Optional.empty());
    assertEquals("no Zephyr workspace found", error.message());
    assertEquals(
        List.of(
            "$ZEPHYR_BASE (unset)",
            "this folder and its parents",
            "the workspace of `isere setup`"),
        error.lookedIn());
  }

  @Test
  void takesTheNamedOneAsRootOrAsWorkspace() throws IOException {
    toolsInPath();
    Path zephyr = workspace(folder.resolve("ws"));
    workspace(folder.resolve("here"));
    for (Path name : List.of(zephyr, zephyr.getParent())) {
      Workspace found = finder().find(Optional.of(name));
      assertEquals(new ZephyrTree(zephyr, "4.3.0"), found.zephyr());
      assertEquals(folder.resolve("ws"), found.top());
    }
  }

  @Test
  void takesNothingInsteadOfANamedOneThatIsNone() throws IOException {
    toolsInPath();
    workspace(folder.resolve("here"));
    assertTrue(refusal(Optional.of(folder)).message().startsWith("--zephyr names no checkout"));
    environment.put("ZEPHYR_BASE", folder.toString());
    assertTrue(refusal(Optional.empty()).message().startsWith("$ZEPHYR_BASE names no checkout"));
  }

  @Test
  void prefersTheEnvironmentToTheParentsAndTheseToSetup() throws IOException {
    madeBySetup();
    assertEquals(setup.resolve("zephyr"), finder().find(Optional.empty()).zephyr().base());
    toolsInPath();
    Path near = workspace(folder.resolve("here"));
    assertEquals(near, finder().find(Optional.empty()).zephyr().base());
    Path named = workspace(folder.resolve("other"));
    environment.put("ZEPHYR_BASE", named.toString());
    assertEquals(named, finder().find(Optional.empty()).zephyr().base());
  }

  @Test
  void usesTheToolsOfSetupForItsOwnWorkspace() throws IOException {
    madeBySetup();
    toolsInPath();
    Workspace found = finder().find(Optional.empty());
    assertEquals(setup.resolve("venv/bin/west"), found.west());
    assertEquals(
        Map.of(
            "PATH",
            setup.resolve("venv/bin") + ":/usr/bin",
            "ZEPHYR_BASE",
            setup.resolve("zephyr").toString(),
            "ZEPHYR_SDK_INSTALL_DIR",
            setup.resolve("zephyr-sdk-0.17.4").toString(),
            "ZEPHYR_TOOLCHAIN_VARIANT",
            "zephyr"),
        found.environment("/usr/bin"));
  }

  @Test
  void usesTheToolchainThatTheEnvironmentNames() throws IOException {
    madeBySetup();
    toolsInPath();
    environment.put("ZEPHYR_TOOLCHAIN_VARIANT", "gnuarmemb");
    environment.put("GNUARMEMB_TOOLCHAIN_PATH", "/opt/gcc");
    Toolchain found = finder().find(Optional.empty()).toolchain();
    assertEquals(new Toolchain("gnuarmemb", Optional.of(Path.of("/opt/gcc"))), found);
    assertEquals(Optional.of(Path.of("/opt/gcc/bin/arm-none-eabi-gcc")), found.compiler());
  }

  @Test
  void findsWestInTheVirtualEnvironmentOfAWorkspace() throws IOException {
    executable(folder.resolve("usr/bin/arm-none-eabi-gcc"));
    environment.put("PATH", folder.resolve("usr/bin").toString());
    Path zephyr = workspace(folder.resolve("ws"));
    Path west = executable(folder.resolve("ws/.venv/bin/west"));
    assertEquals(west, finder().find(Optional.of(zephyr)).west());
  }

  @Test
  void namesWhatIsMissingBesideZephyr() throws IOException {
    Path zephyr = workspace(folder.resolve("ws"));
    assertTrue(refusal(Optional.of(zephyr)).message().startsWith("west is missing"));
    executable(folder.resolve("usr/bin/west"));
    environment.put("PATH", folder.resolve("usr/bin").toString());
    assertEquals("no C compiler for ARM found", refusal(Optional.of(zephyr)).message());
    Files.delete(folder.resolve("ws/.west/config"));
    assertEquals("Zephyr lies in no workspace of west", refusal(Optional.of(zephyr)).message());
  }

  @Test
  void ignoresACompilerThatDoesNotLieInABinFolder() throws IOException {
    executable(folder.resolve("lib/ccache/arm-none-eabi-gcc"));
    environment.put("PATH", folder.resolve("lib/ccache") + ":" + folder.resolve("usr/bin"));
    assertEquals(Optional.empty(), finder().toolchain());
    executable(folder.resolve("usr/bin/arm-none-eabi-gcc"));
    assertEquals(Optional.of(folder.resolve("usr")), finder().toolchain().orElseThrow().path());
  }

  @Test
  void startsNothingFromTheWorkingDirectory() throws IOException {
    executable(here.resolve("west"));
    environment.put("PATH", ":.:");
    assertEquals(Optional.empty(), finder().west(Optional.empty()));
  }

  @Test
  void takesAHalfMadeWorkspaceForNone() throws IOException {
    workspace(setup);
    assertEquals("no Zephyr workspace found", refusal(Optional.empty()).message());
  }

  @Test
  void asksForSetupAgainWhenItsFileIsDamaged() throws IOException {
    Files.createDirectories(setup);
    Files.writeString(SetupState.file(setup), "zephyr: [\n");
    IsereException e = assertThrows(IsereException.class, () -> finder().find(Optional.empty()));
    assertTrue(e.diagnostics().get(0).help().contains("write it anew: isere setup"));
  }

  @Test
  void keepsPathsWithQuotesAndSpaces() throws IOException {
    Path odd = Path.of("/it's a: #folder");
    SetupState state = new SetupState(odd, new Toolchain("gnuarmemb", Optional.of(odd)));
    Files.createDirectories(setup);
    Files.writeString(SetupState.file(setup), state.text());
    assertEquals(Optional.of(state), SetupState.read(setup));
  }
}
