/*
 * Runs the programs that a setup needs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.build.Tool;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Runs the programs that a setup needs, and puts their known failures into our words. */
final class SetupTool {
  private static final int KEPT_LINES = 1000;
  private static final int SHOWN_LINES = 3;
  private static final String AGAIN = "what is there already is kept; to go on: isere setup";

  /**
   * A failure that is known.
   *
   * @param sign what the program says
   * @param reason what it means
   * @param help what to do
   */
  private record Known(Pattern sign, String reason, String help) {
    static Known of(String sign, String reason, String help) {
      return new Known(Pattern.compile(sign, Pattern.CASE_INSENSITIVE), reason, help);
    }

    boolean fits(String line) {
      return sign.matcher(line).find();
    }
  }

  /** The first that fits is taken: the more telling ones come first. */
  private static final List<Known> KNOWN =
      List.of(
          Known.of(
              "No space left on device|Disk quota exceeded|not enough space",
              "the disk is full",
              "another disk can be used: export XDG_DATA_HOME=/a/folder/there"),
          Known.of(
              "DO NOT MATCH THE HASHES",
              "a Python package is not the one that was published",
              "is a mirror, or a proxy in between, to blame? pip config list"),
          Known.of(
              "could not resolve (host|proxy)|name resolution|name or service not known|"
                  + "network is unreachable|no route to host|failed to connect|"
                  + "couldn.t connect to server|connection (refused|timed out)|"
                  + "failed to establish a new connection",
              "there is no network",
              "copies can be used instead: isere setup --mirror file:///media/disk"),
          Known.of(
              "certificate",
              "the other end's certificate is not trusted",
              "is there a proxy that opens TLS? git and pip have to know its certificate"),
          Known.of(
              "couldn.t find remote ref|not our ref|does not appear to be a git repository|"
                  + "repository .* not found|does not exist",
              "the mirror lacks a repository or a revision",
              "docs/setup.md says what has to be in it"),
          Known.of(
              "no matching distribution|from versions: none",
              "pip finds no package for this Python",
              "Python 3.10 or newer is needed, from python.org's builds or the system's"),
          Known.of(
              "ensurepip|No module named .?venv",
              "Python lacks its module venv",
              "on Debian and Ubuntu: apt-get install python3-venv"),
          Known.of(
              "No module named '_?lzma'|not a supported compression|xz",
              "Python cannot unpack .xz",
              "install a Python that was built with lzma"));

  private final Path folder;
  private final Path log;
  private final Map<String, String> environment;
  private final SetupListener listener;

  /**
   * @param folder the working directory
   * @param log gets all output
   * @param environment variables that differ from this process's
   */
  SetupTool(Path folder, Path log, Map<String, String> environment, SetupListener listener) {
    this.folder = folder;
    this.log = log;
    this.environment = new TreeMap<>(environment);
    // Our programs have an environment of their own, ask nobody, and speak the language of KNOWN.
    this.environment.put("PYTHONPATH", "");
    this.environment.put("PYTHONHOME", "");
    this.environment.put("GIT_TERMINAL_PROMPT", "0");
    this.environment.put("LC_ALL", "C");
    this.listener = listener;
  }

  /**
   * Runs a command.
   *
   * @param purpose for the error, as {@code fetch Zephyr}
   * @param lines gets its output
   * @throws IsereException if it fails (exit code 3)
   */
  void run(String purpose, List<String> command, long limitSeconds, Consumer<String> lines) {
    Deque<String> last = new ArrayDeque<>();
    Tool tool = new Tool(command, folder, environment, log, limitSeconds);
    listener.command(tool.shown());
    int code =
        tool.run(
            line -> {
              if (last.size() == KEPT_LINES) {
                last.removeFirst();
              }
              last.addLast(line);
              lines.accept(line);
            });
    if (code != 0) {
      throw failure(purpose, List.copyOf(last));
    }
  }

  private IsereException failure(String purpose, List<String> said) {
    Optional<Known> known =
        KNOWN.stream().filter(each -> said.stream().anyMatch(each::fits)).findFirst();
    Diagnostic error =
        Diagnostic.error("cannot " + purpose + known.map(each -> ": " + each.reason()).orElse(""));
    List<String> telling =
        said.stream().filter(line -> known.isEmpty() || known.get().fits(line)).toList();
    for (String line : telling.subList(Math.max(0, telling.size() - SHOWN_LINES), telling.size())) {
      error = error.withNote("  | " + line.strip());
    }
    error = error.withNote("the whole output: " + log);
    error = known.isPresent() ? error.withHelp(known.get().help()) : error;
    return new IsereException(ExitCode.MACHINE, error.withHelp(AGAIN));
  }
}
