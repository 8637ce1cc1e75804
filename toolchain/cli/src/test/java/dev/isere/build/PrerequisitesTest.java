/*
 * Tests of the list of what a board takes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrerequisitesTest {
  private static final BoardCatalogue BOARDS = new BoardCatalogue(List.of(Path.of("../../boards")));

  @TempDir private Path folder;

  private final Map<String, String> versions = new HashMap<>();
  private final Set<String> lackingModules = new HashSet<>();
  private final Map<String, String> environment = new HashMap<>();
  private Path zephyr;

  @BeforeEach
  void makeAll() throws IOException {
    zephyr = folder.resolve("ws/zephyr");
    write(zephyr.resolve("share/zephyr-package/cmake/ZephyrConfig.cmake"), "");
    writeVersion(4, 3, 0);
    write(folder.resolve("ws/.west/config"), "");
    write(zephyr.resolve("scripts/requirements-base.txt"), "pyelftools>=0.29\nPyYAML>=6.0\n");
    Path python = program("python3", "Python 3.11.2");
    program("west", "West version: v1.5.0");
    write(folder.resolve("bin/west"), "#!" + python + "\n");
    program("cmake", "cmake version 3.25.1");
    program("ninja", "1.11.1");
    program("gcc", "gcc (Debian 12.2.0-14) 12.2.0");
    program("arm-none-eabi-gcc", "arm-none-eabi-gcc (15:12.2.rel1-1) 12.2.1 20221205");
    program("qemu-system-arm", "QEMU emulator version 7.2.22");
    program("picotool", "picotool v2.1.1");
    environment.put("PATH", folder.resolve("bin").toString());
    environment.put("ZEPHYR_BASE", zephyr.toString());
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void writeVersion(int major, int minor, int patch) throws IOException {
    write(
        zephyr.resolve("VERSION"),
        "VERSION_MAJOR = " + major + "\nVERSION_MINOR = " + minor + "\nPATCHLEVEL = " + patch);
  }

  private Path program(String name, String version) throws IOException {
    Path file = folder.resolve("bin").resolve(name);
    write(file, "");
    assertTrue(file.toFile().setExecutable(true));
    versions.put(file.toString(), version);
    return file;
  }

  private Optional<List<String>> reply(List<String> command) {
    if (command.contains("-c")) {
      String last = command.get(command.size() - 1);
      return lackingModules.contains(last.replace("import ", ""))
          ? Optional.empty()
          : Optional.of(List.of());
    }
    return Optional.ofNullable(versions.get(command.get(0))).map(List::of);
  }

  private List<Prerequisite> of(String name) {
    Board board = BOARDS.find(name);
    WorkspaceFinder finder = new WorkspaceFinder(environment, folder, folder.resolve("setup"));
    return new Prerequisites(finder, this::reply).of(board, Optional.empty());
  }

  private static Prerequisite named(List<Prerequisite> all, String name) {
    return all.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<String> missing(List<Prerequisite> all) {
    return all.stream().filter(Prerequisite::isMissing).map(Prerequisite::name).toList();
  }

  @Test
  void findsAllWithVersionsAndPaths() {
    List<Prerequisite> all = of("pico2");
    assertEquals(List.of(), missing(all));
    assertEquals(Optional.of("4.3.0"), named(all, "Zephyr").version());
    assertEquals(Optional.of("1.5.0"), named(all, "west").version());
    assertEquals(Optional.of("12.2"), named(all, "C compiler for ARM").version());
    assertEquals(Optional.of(folder.resolve("bin/ninja")), named(all, "ninja").path());
  }

  @Test
  void eachBoardTakesWhatItIsBuiltAndRunWith() {
    List<String> sim = of("native_sim").stream().map(Prerequisite::name).toList();
    assertTrue(sim.contains("C compiler"), sim.toString());
    assertFalse(sim.contains("C compiler for ARM") || sim.contains("emulator"), sim.toString());
    assertEquals(
        Optional.of(folder.resolve("bin/qemu-system-arm")), named(of("qemu"), "emulator").path());
    List<String> here = of("native").stream().map(Prerequisite::name).toList();
    assertFalse(here.contains("Zephyr"), here.toString());
  }

  @Test
  void namesWhatIsMissingAndTheCommandThatGetsIt() throws IOException {
    Files.delete(folder.resolve("bin/ninja"));
    Files.delete(folder.resolve("bin/arm-none-eabi-gcc"));
    List<Prerequisite> all = of("pico2");
    assertEquals(List.of("ninja", "C compiler for ARM"), missing(all));
    assertEquals(List.of("sudo apt-get install ninja-build"), named(all, "ninja").help());
    assertEquals(List.of("isere setup"), named(all, "C compiler for ARM").help());
  }

  @Test
  void aToolThatOneCanDoWithoutIsNotMissing() throws IOException {
    Files.delete(folder.resolve("bin/picotool"));
    List<Prerequisite> all = of("pico2");
    assertEquals(List.of(), missing(all));
    assertEquals(Prerequisite.State.OPTIONAL, named(all, "picotool").state());
  }

  @Test
  void theEmulatorOfABoardOfSiliconIsNotMissing() throws IOException {
    Prerequisite none = named(of("pico"), "Node");
    assertEquals(Prerequisite.State.OPTIONAL, none.state());
    assertTrue(none.why().startsWith("for isere run"), none.why());
    program("node", "v16.20.2");
    assertEquals("18 or newer is needed", named(of("pico"), "Node").why());
    program("node", "v18.19.0");
    assertEquals(Prerequisite.State.FOUND, named(of("pico"), "Node").state());
    assertTrue(of("pico2").stream().noneMatch(one -> one.name().equals("Node")));
  }

  @Test
  void withoutZephyrSaysHowToGetIt() {
    environment.remove("ZEPHYR_BASE");
    Prerequisite none = named(of("pico2"), "Zephyr");
    assertTrue(none.isMissing());
    assertTrue(none.help().get(0).startsWith("isere setup"), none.toString());
  }

  @Test
  void aZephyrBaseThatIsNoneIsMissing() {
    environment.put("ZEPHYR_BASE", folder.toString() + "/nowhere");
    Prerequisite none = named(of("pico2"), "Zephyr");
    assertTrue(none.why().startsWith("$ZEPHYR_BASE names no checkout of Zephyr"), none.why());
  }

  @Test
  void whatIsTooOldIsMissing() throws IOException {
    versions.put(folder.resolve("bin/cmake").toString(), "cmake version 3.20.4");
    writeVersion(4, 1, 0);
    List<Prerequisite> all = of("qemu");
    assertEquals(List.of("Zephyr", "CMake"), missing(all));
    assertEquals("3.20.5 or newer is needed", named(all, "CMake").why());
    writeVersion(4, 1, 99);
    versions.put(folder.resolve("bin/cmake").toString(), "cmake version 3.20.5");
    assertEquals(List.of(), missing(of("qemu")));
  }

  @Test
  void whatDoesNotRunIsMissing() {
    versions.remove(folder.resolve("bin/qemu-system-arm").toString());
    assertEquals("it does not run", named(of("qemu"), "emulator").why());
  }

  @Test
  void aCheckoutOutsideAWorkspaceIsMissing() throws IOException {
    Files.delete(folder.resolve("ws/.west/config"));
    assertEquals(List.of("west init -l " + zephyr), named(of("pico2"), "Zephyr").help());
  }

  @Test
  void namesThePythonModulesThatZephyrAsksForAndDoesNotFind() {
    lackingModules.add("elftools");
    lackingModules.add("pykwalify");
    Prerequisite python = named(of("pico2"), "Python");
    assertEquals("it has no module elftools", python.why());
    assertTrue(python.help().get(0).contains(" -m pip install -r "), python.toString());
  }

  @Test
  void comparesVersionsByTheirNumbers() {
    assertTrue(ProgramVersion.isAtLeast("3.20.5", "3.20.5"));
    assertTrue(ProgramVersion.isAtLeast("3.100", "3.20.5"));
    assertTrue(ProgramVersion.isAtLeast("4", "3.20.5"));
    assertFalse(ProgramVersion.isAtLeast("3.9", "3.20.5"));
    assertFalse(ProgramVersion.isAtLeast("3.20", "3.20.5"));
  }
}
