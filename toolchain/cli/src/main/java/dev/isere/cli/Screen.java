/*
 * Where the command line writes: data to stdout, talk to stderr.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.LogRecord;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.trace.Trace;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Data goes to stdout, talk to stderr. Lines end in LF everywhere. */
final class Screen {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean colour;
  private boolean hasProgress;

  /**
   * @param colour whether what goes to {@code err} may hold ANSI colours
   */
  Screen(PrintStream out, PrintStream err, boolean colour) {
    this.out = out;
    this.err = err;
    this.colour = colour;
  }

  /** A line of data. */
  void print(String line) {
    out.print(line + "\n");
    out.flush();
  }

  /** Bytes of data. */
  void write(byte[] data) {
    out.write(data, 0, data.length);
    out.flush();
  }

  /** A line of talk. */
  synchronized void say(String line) {
    endProgress();
    err.print(line + "\n");
    err.flush();
  }

  /** A question; its answer comes on the same line. */
  synchronized void ask(String question) {
    endProgress();
    err.print(question);
    err.flush();
  }

  /** Errors and warnings. */
  synchronized void show(List<Diagnostic> diagnostics) {
    if (!diagnostics.isEmpty()) {
      endProgress();
      err.print(new DiagnosticText(colour).render(diagnostics));
      err.flush();
    }
  }

  /**
   * How far something is: a line that the next one takes the place of. Shown on a terminal only.
   *
   * @param line empty for none
   */
  synchronized void progress(String line) {
    if (colour) {
      err.print(CLEAR_LINE + line);
      err.flush();
      hasProgress = !line.isEmpty();
    }
  }

  private void endProgress() {
    if (hasProgress) {
      err.print(CLEAR_LINE);
      hasProgress = false;
    }
  }

  /** A record of a function's log. */
  void log(LogRecord entry) {
    log(entry, Trace.of(entry.message()));
  }

  /**
   * A record of a function's log: an error with the line of source that it is about.
   *
   * @param trace the record's message
   */
  void log(LogRecord entry, Trace trace) {
    boolean excerpt = entry.isError() && trace.place().isPresent();
    List<String> lines = new ArrayList<>();
    String code = codeOf(entry.level());
    lines.add(painted(code, entry.head() + String.join("\n", trace.message())));
    if (excerpt) {
      DiagnosticText text = new DiagnosticText(colour);
      lines.addAll(text.place(trace.place().get(), trace.sourceLine()));
    }
    if (!trace.stack().isEmpty()) {
      lines.add(painted(code, String.join("\n", trace.stack())));
    }
    if (entry.isError()) {
      lines.addAll(new DiagnosticText(colour).help(trace.help()));
    }
    say(String.join("\n", lines));
  }

  private static String codeOf(String level) {
    return switch (level) {
      case "error" -> "31";
      case "warn" -> "33";
      case "debug", "trace" -> "2";
      default -> "";
    };
  }

  /**
   * A text in a colour, if there are any.
   *
   * @param code of ANSI's SGR, such as 31 for red; none for the usual colour
   */
  String painted(String code, String text) {
    return colour && !code.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** A stack trace, for those who asked. */
  synchronized void trace(Throwable cause) {
    cause.printStackTrace(err);
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  boolean colour() {
    return colour;
  }
}
