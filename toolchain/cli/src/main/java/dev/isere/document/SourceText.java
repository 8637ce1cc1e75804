/*
 * The text of a file and what it is called.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.Location;
import java.util.Optional;

/**
 * The text of a file.
 *
 * @param file the file's name as messages show it
 * @param text all of it
 */
public record SourceText(String file, String text) {
  /** A line, counted from 1, without its end. */
  public Optional<String> line(int number) {
    int start = 0;
    for (int line = 1; line < number; line++) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        return Optional.empty();
      }
      start = end + 1;
    }
    int end = text.indexOf('\n', start);
    String line = text.substring(start, end < 0 ? text.length() : end);
    return Optional.of(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
  }

  /** An error at a place in this text that shows the line. */
  public Diagnostic errorAt(int line, int column, String message) {
    Diagnostic error = Diagnostic.error(message).at(new Location(file, line, column));
    return line(line).map(error::withSourceLine).orElse(error);
  }
}
