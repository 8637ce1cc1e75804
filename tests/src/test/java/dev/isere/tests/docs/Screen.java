// What a document shows of a terminal, and whether that is so.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.docs;

import dev.isere.tests.golden.Normal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands of a block, and what is shown of each. */
final class Screen {
  private static final String PROMPT = "$ ";
  private static final String SOMETHING = "...";

  /** A command and the lines beneath it. */
  record Step(String command, List<String> shown) {
    /** Whether the document says that it fails. */
    boolean fails() {
      return shown.stream().anyMatch(line -> line.startsWith("error: "));
    }
  }

  private Screen() {}

  /** The commands; a backslash at the end of a line goes on with the next. */
  static List<Step> steps(Block block) {
    List<Step> steps = new ArrayList<>();
    boolean goesOn = false;
    for (String line : block.lines()) {
      int last = steps.size() - 1;
      if (goesOn) {
        Step step = steps.remove(last);
        steps.add(new Step(step.command() + "\n" + line, step.shown()));
      } else if (line.startsWith(PROMPT)) {
        steps.add(new Step(line.substring(PROMPT.length()), new ArrayList<>()));
      } else if (last < 0) {
        throw new AssertionError("a command begins with `$ `: " + line);
      } else {
        steps.get(last).shown().add(line);
      }
      goesOn = line.endsWith("\\") && (goesOn || line.startsWith(PROMPT));
    }
    steps.forEach(Screen::dropEmptyEnd);
    return steps;
  }

  /** An empty line parts a screen from the next command. */
  private static void dropEmptyEnd(Step step) {
    List<String> shown = step.shown();
    while (!shown.isEmpty() && shown.get(shown.size() - 1).isBlank()) {
      shown.remove(shown.size() - 1);
    }
  }

  /**
   * Whether a command says what is shown, but for what differs from run to run. A line {@code ...}
   * stands for any number of lines.
   *
   * @param anyFigures whether figures may be others: those of the emulated chip are held to bounds
   *     by ./check cost, and a compiler of another version gives others
   */
  static boolean fits(List<String> shown, List<String> said, Path folder, boolean anyFigures) {
    return fits(normal(shown, folder, anyFigures), normal(said, folder, anyFigures));
  }

  private static boolean fits(List<String> shown, List<String> said) {
    if (shown.isEmpty()) {
      return said.isEmpty();
    }
    List<String> rest = shown.subList(1, shown.size());
    if (shown.get(0).equals(SOMETHING)) {
      return rest.isEmpty()
          || fits(rest, said)
          || !said.isEmpty() && fits(shown, said.subList(1, said.size()));
    }
    return !said.isEmpty()
        && shown.get(0).equals(said.get(0))
        && fits(rest, said.subList(1, said.size()));
  }

  private static List<String> normal(List<String> lines, Path folder, boolean anyFigures) {
    String text = Normal.lines(lines.stream().map(String::stripTrailing).toList(), folder);
    text = text.replaceAll(" *\\d+(\\.\\d+)? (ms|KB)\\b", " <$2>");
    text = text.replaceAll(" +[\\d,]+ bytes", " <N> bytes");
    if (anyFigures) {
      text = text.replaceAll(" +[\\d,]*\\d", " <N>");
    }
    return text.lines().toList();
  }
}
