/*
 * The log of a runtime that is starting.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.LogRecord;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads a runtime's log. Errors are kept back until it serves: if it never does they are the
 * reason, and become messages in our shape.
 */
final class StartLog implements Consumer<String> {
  private static final int SIGNAL_BASE = 128;

  /** SIGILL, SIGABRT, SIGBUS on macOS and Linux, SIGFPE, SIGSEGV: nobody sends these. */
  private static final Set<Integer> CRASHES = Set.of(4, 6, 7, 8, 10, 11);

  /** How the runtime reports what is not about a request, as `error: ...` and `help: ...`. */
  private static final String ERROR = "error: ";

  private static final String HELP = "help: ";

  private final Consumer<LogRecord> log;
  private final Consumer<String> other;
  private final List<LogRecord> errors = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private boolean started;

  /**
   * @param log gets records
   * @param other gets lines that are no records
   */
  StartLog(Consumer<LogRecord> log, Consumer<String> other) {
    this.log = log;
    this.other = other;
  }

  @Override
  public synchronized void accept(String line) {
    Optional<LogRecord> found = LogRecord.parse(line);
    boolean isError = found.map(LogRecord::isError).orElse(true);
    if (started || !isError) {
      found.ifPresentOrElse(log, () -> other.accept(line));
    } else {
      found.ifPresentOrElse(errors::add, () -> lines.add(line));
    }
  }

  /** It serves: errors are the function's own from now on. */
  synchronized void started() {
    started = true;
    errors.forEach(log);
    lines.forEach(other);
  }

  /**
   * Why it does not serve.
   *
   * @param exitCode how it ended
   */
  synchronized IsereException failure(int exitCode) {
    List<Diagnostic> reasons = new ArrayList<>();
    errors.forEach(error -> reasons.add(diagnostic(error.message().lines().toList())));
    if (reasons.isEmpty()) {
      lines.forEach(line -> takeLine(line, reasons));
    }
    return reasons.isEmpty() || exitCode > SIGNAL_BASE
        ? ended(exitCode, reasons)
        : IsereException.failed(reasons);
  }

  /** An error of a function's log in our shape. */
  static Diagnostic diagnostic(List<String> lines) {
    Diagnostic diagnostic = Diagnostic.error(lines.isEmpty() ? "no reason given" : lines.get(0));
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      diagnostic = diagnostic.withNote(line);
    }
    return diagnostic;
  }

  /**
   * An error, its help, or a line of whatever else writes to standard error: a sanitizer, an
   * assertion.
   */
  private static void takeLine(String line, List<Diagnostic> reasons) {
    int last = reasons.size() - 1;
    if (line.startsWith(ERROR)) {
      reasons.add(Diagnostic.error(line.substring(ERROR.length())));
    } else if (last < 0) {
      reasons.add(Diagnostic.error("the runtime failed: " + line));
    } else if (line.startsWith(HELP)) {
      reasons.set(last, reasons.get(last).withHelp(line.substring(HELP.length())));
    } else {
      reasons.set(last, reasons.get(last).withNote(line));
    }
  }

  /** A runtime that ended by itself. */
  static IsereException ended(int exitCode) {
    return ended(exitCode, List.of());
  }

  private static IsereException ended(int exitCode, List<Diagnostic> reasons) {
    boolean crashed = CRASHES.contains(exitCode - SIGNAL_BASE);
    String how =
        exitCode > SIGNAL_BASE ? "signal " + (exitCode - SIGNAL_BASE) : "exit code " + exitCode;
    List<Diagnostic> all = new ArrayList<>(reasons);
    Diagnostic end = Diagnostic.error("the runtime ended by itself (" + how + ")");
    all.add(crashed ? end.withHelp("please report this: the runtime should never crash") : end);
    return new IsereException(crashed ? ExitCode.BUG : ExitCode.FAILED, all);
  }
}
