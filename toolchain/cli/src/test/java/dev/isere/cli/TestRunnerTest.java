/*
 * Tests of how budgets are held.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.project.Option;
import dev.isere.project.Options;
import dev.isere.project.PortKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestRunnerTest {
  private static final HttpResponse OK = new HttpResponse(200, "OK", List.of(), new byte[0]);
  private static final EventTest TEST =
      new EventTest(
          "a",
          Path.of("a.event.json"),
          new HttpRequest("GET", "/", List.of(), Optional.empty()),
          Optional.of(new ExpectedResponse(200, Map.of(), Optional.empty())),
          false);

  /** What is said of a call, in the order it is said. */
  private static List<String> failures(
      Optional<Cost> cost, Optional<String> uncounted, Map<Option, Object> budgets) {
    Screen screen = new Screen(nowhere(), nowhere(), false);
    TestRunner runner =
        new TestRunner(
            request -> new InvokeReport(OK, List.of(), cost, uncounted),
            Options.of(PortKind.PICO2, budgets).budgets(),
            false,
            screen);
    TestOutcome image = runner.run(1, List.of(TEST)).get(0);
    assertEquals(List.of(), image.failures());
    TestOutcome outcome = runner.run(1, List.of(TEST)).get(1);
    return outcome.failures().stream().map(Diagnostic::message).toList();
  }

  private static PrintStream nowhere() {
    return new PrintStream(new ByteArrayOutputStream());
  }

  private static Map<Option, Object> budgets(long instructions, long heap) {
    return Map.of(
        Option.BUDGETS_INSTRUCTIONS,
        Map.of("a", instructions),
        Option.BUDGETS_HEAP_PEAK_BYTES,
        heap);
  }

  @Test
  void holdsToTheByteAndInstruction() {
    Optional<Cost> cost = Optional.of(new Cost(1, 2, 3000, 4, 5000, 6, 7, 8));
    assertEquals(List.of(), failures(cost, Optional.empty(), budgets(3000, 5000)));
    assertEquals(
        List.of(
            "a: a warm call takes 3,000 instructions, and `budgets.instructions.a` is 2,999",
            "a: it takes up to 5,000 bytes of JavaScript heap, and `budgets.heap_peak_bytes` is"
                + " 4,999"),
        failures(cost, Optional.empty(), budgets(2999, 4999)));
    assertEquals(List.of(), failures(cost, Optional.empty(), Map.of()));
  }

  @Test
  void aBudgetWithoutAFigureIsNotKept() {
    Optional<String> why = Optional.of("that is why");
    assertEquals(
        List.of(
            "a: no figure for `budgets.instructions.a`: that is why",
            "a: no figure for `budgets.heap_peak_bytes`: that is why"),
        failures(Optional.empty(), why, budgets(3000, 5000)));
    assertEquals(List.of(), failures(Optional.empty(), why, Map.of()));
  }

  /** On this machine nothing is counted, and nothing held. */
  @Test
  void nothingIsHeldWhereNothingIsCounted() {
    assertEquals(List.of(), failures(Optional.empty(), Optional.empty(), budgets(1, 1)));
  }
}
