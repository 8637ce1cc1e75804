/*
 * A place in a file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.diagnostic;

import java.util.Objects;

/**
 * A place in a file.
 *
 * @param file as a person would name it: relative to their folder where that is shorter
 * @param line counted from 1; 0 when the whole file is meant
 * @param column counted from 1 in characters; 0 when the whole line is meant
 */
public record Location(String file, int line, int column) {
  public Location {
    Objects.requireNonNull(file);
    if (line < 0 || column < 0 || (line == 0 && column > 0)) {
      throw new IllegalArgumentException("no such place: " + line + ":" + column);
    }
  }

  /** The whole of a file. */
  public static Location of(String file) {
    return new Location(file, 0, 0);
  }

  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
