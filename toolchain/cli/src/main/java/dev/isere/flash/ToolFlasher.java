/*
 * Puts firmware on a board through another program.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.isere.build.Tool;
import dev.isere.build.Workspace;
import dev.isere.build.WorkspaceFinder;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts firmware on a board through picotool, or through west and a debug probe. */
public final class ToolFlasher {
  private static final long LIMIT_SECONDS = 300;
  private static final int SHOWN_LINES = 6;

  private final ReadyFirmware firmware;
  private final WorkspaceFinder finder;

  /**
   * @param finder finds the programs
   */
  public ToolFlasher(ReadyFirmware firmware, WorkspaceFinder finder) {
    this.firmware = firmware;
    this.finder = finder;
  }

  /**
   * The command of picotool. It reboots a board that runs into BOOTSEL mode ({@code -f}), if its
   * firmware lets it, checks what it wrote ({@code -v}) and starts it ({@code -x}).
   *
   * @throws IsereException (exit code 3) if it is missing
   */
  public Tool picotool() {
    Path picotool =
        finder
            .program("picotool")
            .orElseThrow(
                () ->
                    new IsereException(
                        ExitCode.MACHINE,
                        Diagnostic.error("picotool is missing")
                            .withLookedIn(List.of("$PATH"))
                            .withHelp("on Debian 13 and Ubuntu: apt-get install picotool")
                            .withHelp("on macOS: brew install picotool")));
    String file = firmware.file().path().toAbsolutePath().normalize().toString();
    return tool(List.of(picotool.toString(), "load", "-f", "-v", "-x", file), Map.of());
  }

  /**
   * The command of west, which knows how a debug probe is driven. It takes all that the UF2 file
   * holds, the function too, as Intel HEX.
   *
   * @throws IsereException (exit code 3) if the workspace is missing, or the tree of a build
   */
  public Tool probe() {
    Workspace workspace = finder.find(Optional.empty());
    Path tree = firmware.folder().resolve("zephyr");
    if (!Files.isDirectory(tree)) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("the firmware was not built here, and west wants to see its build")
              .withLookedIn(List.of(tree.toString()))
              .withHelp("isere cache clean, and build again"));
    }
    List<String> command = new ArrayList<>(List.of("flash", "-d", tree.toString()));
    command.addAll(List.of("--skip-rebuild", "--hex-file", hex().toString()));
    String path = System.getenv().getOrDefault("PATH", "");
    return tool(workspace.command(command), workspace.environment(path));
  }

  private Path hex() {
    String name = firmware.file().path().getFileName().toString().replaceFirst("\\.uf2$", "");
    return firmware.folder().resolve(name + ".hex");
  }

  /** Writes the file that the command of {@link #probe} names. */
  public void writeHex() {
    try {
      Files.writeString(hex(), IntelHex.text(firmware.file().uf2()), US_ASCII);
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED, Diagnostic.error("cannot write " + hex() + ": " + IoReason.of(e)), e);
    }
  }

  private Tool tool(List<String> command, Map<String, String> environment) {
    Path log = firmware.folder().resolve("flash.log");
    return new Tool(command, firmware.folder(), environment, log, LIMIT_SECONDS);
  }

  /**
   * Runs one of the commands.
   *
   * @param lines gets what it says
   * @throws IsereException with its last words, if it fails
   */
  public static void run(Tool tool, Consumer<String> lines) {
    List<String> said = new ArrayList<>();
    int code =
        tool.run(
            line -> {
              said.add(line);
              lines.accept(line);
            });
    if (code == 0) {
      return;
    }
    String program = Path.of(tool.command().get(0)).getFileName().toString();
    Diagnostic error = Diagnostic.error(program + " did not flash the board");
    List<String> telling = said.stream().filter(line -> !line.isBlank()).toList();
    for (String line : telling.subList(Math.max(0, telling.size() - SHOWN_LINES), telling.size())) {
      error = error.withNote("  | " + line.strip());
    }
    boolean noDevice = said.stream().anyMatch(line -> line.contains("No accessible RP"));
    throw IsereException.failed(
        error.withHelp(
            noDevice
                ? "hold BOOTSEL while plugging in a data USB cable, then try again"
                : "its whole output: " + tool.log()));
  }
}
