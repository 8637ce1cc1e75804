/*
 * The log of a function on the screen.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.LogRecord;
import dev.isere.trace.Symbolicator;
import dev.isere.trace.Trace;
import java.util.function.Consumer;

/** Shows what a function logs, its stack traces in terms of its own files. */
record FunctionLog(Screen screen, Symbolicator symbolicator) implements Consumer<LogRecord> {
  @Override
  public void accept(LogRecord entry) {
    screen.log(entry, symbolicator.trace(entry.message()));
  }

  /** The same record with its stack trace in terms of the function's own files. */
  LogRecord translated(LogRecord entry) {
    return translated(entry, symbolicator);
  }

  /** The same for those who show nothing. */
  static LogRecord translated(LogRecord entry, Symbolicator symbolicator) {
    Trace trace = symbolicator.trace(entry.message());
    return new LogRecord(entry.level(), entry.requestId(), trace.text());
  }
}
