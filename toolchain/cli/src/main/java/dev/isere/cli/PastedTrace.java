/*
 * Text that somebody has pasted, with stack traces in it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.trace.Symbolicator;
import dev.isere.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Translates text that may hold several stack traces among other lines. */
final class PastedTrace {
  private static final Pattern FRAME = Pattern.compile("^\\s*at \\S.*$");

  private final Symbolicator symbolicator;

  PastedTrace(Symbolicator symbolicator) {
    this.symbolicator = symbolicator;
  }

  /** The lines, each trace with the line of source that it is about. */
  List<String> translate(String text, DiagnosticText excerpts) {
    List<String> out = new ArrayList<>();
    List<String> group = new ArrayList<>();
    boolean inStack = false;
    for (String line : text.lines().toList()) {
      boolean isFrame = FRAME.matcher(line).matches();
      if (inStack && !isFrame) {
        flush(group, out, excerpts);
      }
      inStack = isFrame;
      group.add(line);
    }
    flush(group, out, excerpts);
    return out;
  }

  private void flush(List<String> group, List<String> out, DiagnosticText excerpts) {
    Trace trace = symbolicator.trace(String.join("\n", group));
    group.clear();
    trace.message().stream().map(DiagnosticText::visible).forEach(out::add);
    trace.place().ifPresent(place -> out.addAll(excerpts.place(place, trace.sourceLine())));
    trace.stack().stream().map(DiagnosticText::visible).forEach(out::add);
    out.addAll(excerpts.help(trace.help()));
  }
}
