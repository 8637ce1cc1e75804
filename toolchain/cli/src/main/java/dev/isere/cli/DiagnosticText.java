/*
 * How a diagnostic looks on a screen.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one place that renders messages. Control characters of what is quoted are made visible. */
final class DiagnosticText {
  private static final int MAX_SOURCE_CHARS = 100;
  private static final int CHARS_BEFORE_COLUMN = 60;
  private static final int TAB_WIDTH = 4;
  private static final String CUT = "...";

  private final boolean colour;

  /**
   * @param colour whether to use ANSI colours
   */
  DiagnosticText(boolean colour) {
    this.colour = colour;
  }

  /** Several messages with an empty line between; ends in a line feed. */
  String render(List<Diagnostic> diagnostics) {
    return String.join("\n", diagnostics.stream().map(this::render).toList());
  }

  /** One message; every line ends in a line feed. */
  String render(Diagnostic diagnostic) {
    List<String> lines = new ArrayList<>();
    boolean isError = diagnostic.severity() == Diagnostic.Severity.ERROR;
    String head = isError ? paint("1;31", "error:") : paint("1;33", "warning:");
    lines.add(head + " " + visible(diagnostic.message()));
    diagnostic
        .location()
        .ifPresent(location -> lines.addAll(place(location, diagnostic.sourceLine())));
    if (!diagnostic.lookedIn().isEmpty()) {
      lines.add("looked in: " + visible(String.join(", ", diagnostic.lookedIn())));
    }
    diagnostic.notes().forEach(note -> lines.add(visible(note)));
    lines.addAll(help(diagnostic.help()));
    return String.join("\n", lines) + "\n";
  }

  /** What to do, line by line. */
  List<String> help(List<String> help) {
    List<String> lines = new ArrayList<>();
    for (String line : help) {
      String label = lines.isEmpty() ? paint("1;36", "help:") : "     ";
      lines.add(label + " " + visible(line));
    }
    return lines;
  }

  /** A place and the line of source there, if it is known. */
  List<String> place(Location location, Optional<String> sourceLine) {
    List<String> lines = new ArrayList<>();
    lines.add(paint("36", "  --> ") + visible(location.toString()));
    sourceLine.ifPresent(line -> lines.addAll(excerpt(line, location)));
    return lines;
  }

  private List<String> excerpt(String line, Location location) {
    String number = Integer.toString(location.line());
    int before =
        line.offsetByCodePoints(0, Math.min(Math.max(0, location.column() - 1), length(line)));
    String left = expanded(line.substring(0, before));
    String right = expanded(line.substring(before));
    if (length(left) + length(right) > MAX_SOURCE_CHARS && length(left) > CHARS_BEFORE_COLUMN) {
      left = CUT + tail(left, CHARS_BEFORE_COLUMN);
    }
    int room = MAX_SOURCE_CHARS - length(left);
    if (length(right) > room) {
      right = right.substring(0, right.offsetByCodePoints(0, room)) + CUT;
    }
    String gutter = " " + number + " |";
    List<String> lines = new ArrayList<>();
    lines.add((gutter + " " + left + right).stripTrailing());
    if (location.column() > 0) {
      String margin = " ".repeat(number.length() + 2) + "| ";
      lines.add(margin + " ".repeat(length(left)) + paint("1;31", "^"));
    }
    return lines;
  }

  private static String tail(String text, int count) {
    return text.substring(text.offsetByCodePoints(text.length(), -count));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String expanded(String text) {
    return visible(text.replace("\t", " ".repeat(TAB_WIDTH)));
  }

  /**
   * The text with its control characters made visible: nothing that is quoted can steer a terminal.
   */
  static String visible(String text) {
    if (text.codePoints().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\t') {
                out.append(' ');
              } else if (Character.isISOControl(c)) {
                out.append(String.format("\\x%02x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
