// Both sides of the budgets.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.limits.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A project that keeps its budgets to the byte and instruction, and one that is one beyond each.
 */
public class BudgetsTest {
  private static final Pattern IMAGE = Pattern.compile("ok +image +([\\d,]+) bytes");
  private static final Pattern FIGURES =
      Pattern.compile("ok +a +200 +([\\d,]+) instructions +([\\d,]+) bytes of heap");

  private static ChipProject project;
  private static Path junit;
  private static long image;
  private static long instructions;
  private static long heap;
  private static ChipProject.Said kept;
  private static ChipProject.Said broken;

  @BeforeAll
  static void runs() throws IOException {
    project =
        ChipProject.make("budgets", "export const handler = () => 'ok'\n")
            .event("a", "{\"event\": {}, \"expect\": {\"body\": \"ok\"}}");
    junit = project.folder().resolve("results.xml");
    String measured = test().toString();
    image = figure(IMAGE, 1, measured);
    instructions = figure(FIGURES, 1, measured);
    heap = figure(FIGURES, 2, measured);
    project.options(budgets(0));
    kept = test();
    project.options(budgets(1));
    broken = test();
  }

  private static ChipProject.Said test() {
    return project.run("test", "--board", "m33-sim", "--junit", junit.toString());
  }

  private static long figure(Pattern pattern, int group, String said) {
    Matcher figure = pattern.matcher(said);
    assertTrue(figure.find(), said);
    return Long.parseLong(figure.group(group).replace(",", ""));
  }

  /** Budgets that are this much below what the function takes. */
  private static String budgets(long less) {
    return String.format(
        Locale.ROOT,
        "budgets:\n  image_bytes: %d\n  heap_peak_bytes: %d\n  instructions:\n    a: %d\n",
        image - less,
        heap - less,
        instructions - less);
  }

  /** What is kept passes, and what is one beyond fails, on the screen and in JUnit's XML. */
  private static void isHeld(String message) throws IOException {
    assertEquals(0, kept.exit(), kept.toString());
    assertEquals("", kept.err());
    assertEquals(1, broken.exit(), broken.toString());
    assertTrue(broken.err().contains("error: " + message + "\n"), broken.toString());
    String xml = Files.readString(junit);
    int failures = xml.split("<failure message=\"", -1).length - 1;
    assertEquals(2, failures, xml); // of the image, and of the test
    assertTrue(xml.contains(message), xml);
  }

  private static String said(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  @Test
  @Limit("budgets.image_bytes")
  void image() throws IOException {
    isHeld(
        said(
            "the function image has %,d bytes, and `budgets.image_bytes` is %,d",
            image, image - 1));
  }

  @Test
  @Limit("budgets.heap_peak_bytes")
  void heap() throws IOException {
    isHeld(
        said(
            "a: it takes up to %,d bytes of JavaScript heap, and `budgets.heap_peak_bytes` is %,d",
            heap, heap - 1));
  }

  @Test
  @Limit("budgets.instructions")
  void instructions() throws IOException {
    isHeld(
        said(
            "a: a warm call takes %,d instructions, and `budgets.instructions.a` is %,d",
            instructions, instructions - 1));
  }
}
