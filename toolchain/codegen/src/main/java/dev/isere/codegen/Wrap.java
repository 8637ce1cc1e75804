// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines of a given width. */
final class Wrap {
  private Wrap() {}

  /** Lines of at most {@code width} characters; a longer word stands alone. */
  static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
