/*
 * A stack trace in terms of a person's own files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;

import dev.isere.diagnostic.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text with a stack trace, in terms of a person's own files.
 *
 * @param message the lines above the stack
 * @param place where the person should look: the innermost frame in a file of their own
 * @param sourceLine the line there, if it is known
 * @param stack the other lines, frames and what stands among them
 * @param help what to do, line by line, when the mistake is a known one
 */
public record Trace(
    List<String> message,
    Optional<Location> place,
    Optional<String> sourceLine,
    List<String> stack,
    List<String> help) {
  public Trace {
    message = List.copyOf(message);
    stack = List.copyOf(stack);
    help = List.copyOf(help);
  }

  /** A text without a stack. */
  public static Trace of(String text) {
    return new Trace(
        text.lines().toList(), Optional.empty(), Optional.empty(), List.of(), List.of());
  }

  /** All lines as one text, without the source line. */
  public String text() {
    List<String> lines = new ArrayList<>(message);
    lines.addAll(stack);
    return String.join("\n", lines);
  }
}
