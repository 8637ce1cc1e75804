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
import dev.isere.trace.Symbolicator;
import dev.isere.trace.Trace;
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

  private final Symbolicator symbolicator;
  private final Consumer<LogRecord> log;
  private final Consumer<String> other;
  private final List<LogRecord> errors = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private boolean started;

  /**
   * @param symbolicator reads the stack traces of the function that is starting
   * @param log gets records
   * @param other gets lines that are no records
   */
  StartLog(Symbolicator symbolicator, Consumer<LogRecord> log, Consumer<String> other) {
    this.symbolicator = symbolicator;
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

  /** Whether what kept it from serving was the function itself. */
  synchronized boolean blamesFunction() {
    return !started && !errors.isEmpty();
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
    reasons.addAll(diagnostics(symbolicator, errors));
    if (reasons.isEmpty()) {
      lines.forEach(line -> takeLine(line, reasons));
    }
    return reasons.isEmpty() || exitCode > SIGNAL_BASE
        ? ended(exitCode, reasons)
        : IsereException.failed(reasons);
  }

  /**
   * Errors that a function has logged while it was loading; the runtime's help goes with its error.
   */
  static List<Diagnostic> diagnostics(Symbolicator symbolicator, List<LogRecord> errors) {
    List<Diagnostic> all = new ArrayList<>();
    for (LogRecord error : errors) {
      int last = all.size() - 1;
      if (last >= 0 && error.message().startsWith(HELP)) {
        all.set(last, all.get(last).withHelp(error.message().substring(HELP.length())));
      } else {
        all.add(diagnostic(symbolicator, error));
      }
    }
    return all;
  }

  private static Diagnostic diagnostic(Symbolicator symbolicator, LogRecord error) {
    Trace trace = symbolicator.trace(error.message());
    List<String> lines = new ArrayList<>(trace.message());
    Diagnostic diagnostic = Diagnostic.error(lines.isEmpty() ? "no reason given" : lines.remove(0));
    if (trace.place().isPresent()) {
      diagnostic = diagnostic.at(trace.place().get());
      diagnostic = trace.sourceLine().map(diagnostic::withSourceLine).orElse(diagnostic);
    }
    lines.addAll(trace.stack());
    for (String line : lines) {
      diagnostic = diagnostic.withNote(line);
    }
    for (String line : trace.help()) {
      diagnostic = diagnostic.withHelp(line);
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
