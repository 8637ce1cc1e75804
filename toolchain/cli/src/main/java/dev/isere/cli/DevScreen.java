/*
 * What isere dev shows of requests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.AccessRecord;
import dev.isere.build.LogRecord;
import dev.isere.trace.Trace;
import java.util.Locale;

/** What {@code isere dev} shows of requests and of their log. */
final class DevScreen {
  private static final int MAX_TARGET_CHARS = 60;
  private static final int FIRST_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int OK = 200;
  private static final double MICROS = 1000.0;

  private final Screen screen;
  private boolean hinted;

  DevScreen(Screen screen) {
    this.screen = screen;
  }

  /** One line: method, path, status, time, heap. */
  void request(AccessRecord access) {
    screen.say(line(access));
    if (access.status() == OK
        && access.bodyBytes() == 0
        && access.method().equals("GET")
        && !hinted) {
      hinted = true;
      screen.say(InvokeReport.EMPTY_HINT);
    }
  }

  private String line(AccessRecord access) {
    String target = DiagnosticText.visible(access.target());
    if (target.length() > MAX_TARGET_CHARS) {
      target = target.substring(0, MAX_TARGET_CHARS - 3) + "...";
    }
    String status = screen.painted(colour(access.status()), Integer.toString(access.status()));
    String line =
        String.format(
            Locale.ROOT,
            "%-6s %-28s %s %9s %8s",
            access.method(),
            target,
            status,
            time(access.tookMicros()),
            FileSize.brief(access.heapBytes()));
    return access.detail().isEmpty() ? line : line + "  " + DiagnosticText.visible(access.detail());
  }

  private static String colour(int status) {
    if (status >= FIRST_SERVER_ERROR) {
      return "31";
    }
    return status >= FIRST_ERROR ? "33" : "32";
  }

  private static String time(long micros) {
    double ms = micros / MICROS;
    return String.format(Locale.ROOT, ms < 10 ? "%.1f ms" : "%.0f ms", ms);
  }

  /** A record of the function's log. */
  void log(LogRecord entry, Trace trace) {
    screen.log(entry, trace);
  }

  /** A line that something below the runtime wrote. */
  void other(String line) {
    screen.say(DiagnosticText.visible(line));
  }
}
