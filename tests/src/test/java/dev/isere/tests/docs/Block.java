// The code blocks of a document.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A code block, whose first line says what it is: a language and marks, see tests/docs/README.md.
 *
 * @param line the number of its first line
 * @param language the first word; empty for none
 * @param marks the other words
 */
record Block(int line, String language, List<String> marks, List<String> lines) {
  private static final String FENCE = "```";

  /** All blocks of a page. */
  static List<Block> of(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> inside = null;
    Block head = null;
    int number = 0;
    for (String line : Files.readAllLines(page)) {
      number++;
      if (!line.startsWith(FENCE)) {
        if (inside != null) {
          inside.add(line);
        }
      } else if (inside == null) {
        List<String> words = List.of(line.substring(FENCE.length()).strip().split("\\s+"));
        head = new Block(number, words.get(0), words.subList(1, words.size()), List.of());
        inside = new ArrayList<>();
      } else {
        blocks.add(new Block(head.line(), head.language(), head.marks(), inside));
        inside = null;
      }
    }
    if (inside != null) {
      throw new AssertionError(page + ": a code block without an end");
    }
    return blocks;
  }

  /** Whether it has a mark. */
  boolean is(String mark) {
    return marks.contains(mark);
  }

  /** The value of a mark {@code name=value}. */
  Optional<String> value(String name) {
    return marks.stream()
        .filter(mark -> mark.startsWith(name + "="))
        .map(mark -> mark.substring(name.length() + 1))
        .findFirst();
  }

  /** Its text. */
  String text() {
    return String.join("\n", lines) + "\n";
  }
}
