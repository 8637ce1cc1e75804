/*
 * The runtime for the emulated Cortex-M33.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The runtime for the emulated Cortex-M33, built when something of it has changed.
 *
 * @param elf the program
 * @param map what the linker says of it
 */
public record SimFirmware(Path elf, Path map) {
  /** The line that installs all that it takes on Debian. */
  public static final String INSTALL =
      "sudo apt-get install qemu-system-arm gcc-arm-none-eabi picolibc-arm-none-eabi";

  private static final String FOLDER = ".build/m33-sim";
  private static final String NAME = "isere-m33-sim";
  private static final String LOCK_FOLDER = ".build/m33-sim-lock";
  private static final List<String> TOOLS = List.of("qemu-system-arm", "arm-none-eabi-gcc");
  private static final long LIMIT_SECONDS = 900;

  /** Whether this machine seems to have what it takes. */
  public static boolean isPossible() {
    return missing().isEmpty();
  }

  /**
   * Builds it, or finds it built.
   *
   * @param home the project's root
   * @param talk gets a line before something that takes a while
   * @throws IsereException (exit code 3) if the machine lacks a tool for it
   */
  public static SimFirmware make(Path home, Consumer<String> talk) {
    if (!missing().isEmpty()) {
      throw lacks(missing());
    }
    Path folder = home.resolve(FOLDER);
    SimFirmware firmware =
        new SimFirmware(folder.resolve(NAME + ".elf"), folder.resolve(NAME + ".map"));
    try {
      return FolderLock.hold(
          home.resolve(LOCK_FOLDER),
          () -> talk.accept("waiting for another isere, which builds the emulated chip's runtime"),
          () -> {
            if (!Files.exists(firmware.elf)) {
              talk.accept("building the runtime for the emulated chip: takes a minute, once");
            }
            build(home, home.resolve(".build/log/m33-sim.log"));
            return firmware;
          });
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED, Diagnostic.error("cannot write to .build: " + IoReason.of(e)), e);
    }
  }

  /** What the linker says. */
  public String readMap() {
    try {
      return Files.readString(map);
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED, Diagnostic.error("cannot read " + map + ": " + IoReason.of(e)), e);
    }
  }

  private static void build(Path home, Path log) throws IOException {
    Files.deleteIfExists(log);
    List<String> command =
        List.of("sh", home.resolve("toolchain/launcher/m33-sim.sh").toString(), home.toString());
    List<String> lines = new ArrayList<>();
    int code = new Tool(command, home, Map.of(), log, LIMIT_SECONDS).run(lines::add);
    if (code == 0) {
      return;
    }
    if (lines.stream().anyMatch(line -> line.contains("picolibc.specs"))) {
      throw lacks(List.of("picolibc for arm-none-eabi"));
    }
    throw IsereException.failed(
        Diagnostic.error("the runtime for the emulated chip does not build")
            .withNote("its log: " + log));
  }

  private static List<String> missing() {
    return TOOLS.stream().filter(tool -> !isOnPath(tool)).toList();
  }

  private static boolean isOnPath(String tool) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, tool))) {
        return true;
      }
    }
    return false;
  }

  private static IsereException lacks(List<String> missing) {
    return new IsereException(
        ExitCode.MACHINE,
        Diagnostic.error("the emulated chip needs " + String.join(" and ", missing))
            .withHelp(INSTALL));
  }
}
