// Calls that are not answered like the first one, or not by the function.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls that are not answered like the first one, or not by the function. */
class OddCallsTest {
  private static String event(String event, int status) {
    return "{\"event\": {" + event + "}, \"expect\": {\"statusCode\": " + status + "}}";
  }

  /** What the server refuses ends the connection, on which the next call was to come. */
  @Test
  void requestsThatTheServerRefusesAreAnsweredOnEachBoard() throws IOException {
    String fields =
        String.join(",", IntStream.range(0, 30).mapToObj(i -> "\"x" + i + "\": \"y\"").toList());
    ChipProject project =
        ChipProject.make("refused", "export const handler = () => 'ok'\n")
            .options(
                "http:\n  max_body_bytes: 1000\n  max_target_bytes: 100\n  max_headers: 20\n"
                    + "  max_requests_per_connection: 3\n")
            .event("body", event(post(9_000), 413))
            .event("far-too-much", event(post(300_000), 413))
            .event("path", event("\"path\": \"/" + "p".repeat(2_000) + "\"", 414))
            .event("fields", event("\"headers\": {" + fields + "}", 431))
            .event("taken", event(post(1_000), 200));
    for (String board : List.of("native", "m33-sim")) {
      ChipProject.Said said = project.run("test", "--board", board);
      assertEquals(0, said.exit(), said.toString());
      assertTrue(said.out().endsWith("6 passed, 0 failed, on " + board + "\n"), said.toString());
      long counted = said.out().lines().filter(line -> line.contains(" instructions ")).count();
      assertEquals(board.equals("native") ? 0 : 5, counted, said.toString());
    }
  }

  private static String post(int bytes) {
    return "\"method\": \"POST\", \"body\": \"" + "b".repeat(bytes) + "\"";
  }

  /** The price of a failure is not that of the call. */
  @Test
  void aFunctionThatAnswersOnceHasNoFigures() throws IOException {
    ChipProject project =
        ChipProject.make(
                "answers-once",
                "let calls = 0\n"
                    + "export const handler = (event) => {\n"
                    + "  if (event.path === '/fails') return { statusCode: 500 }\n"
                    + "  if (++calls > 1) throw new Error('once is enough')\n"
                    + "  return 'ok'\n"
                    + "}\n")
            .options("budgets:\n  instructions:\n    once: 1000000\n    fails: 1000000\n")
            .event("once", event("", 200))
            .event("once-without-budget", event("", 200))
            .event("fails", event("\"path\": \"/fails\"", 500))
            .event("fails-without-budget", event("\"path\": \"/fails\"", 500));
    ChipProject.Said test = project.run("test", "--board", "m33-sim");
    assertEquals(1, test.exit(), test.toString());
    assertEquals(
        "error: fails: no figure for `budgets.instructions.fails`: the call was answered with 500\n"
            + "\nerror: once: no figure for `budgets.instructions.once`: the first call was answered"
            + " with 200, and call 2 of the same request with 500\n",
        test.err());
    assertTrue(test.out().endsWith("3 passed, 2 failed, on m33-sim\n"), test.toString());

    ChipProject.Said invoke = project.run("invoke", "--board", "m33-sim");
    assertEquals(0, invoke.exit(), invoke.toString());
    assertEquals("ok", invoke.out());
    assertTrue(
        invoke.err().contains("\nno figures of its cost: the first call was answered with 200, "),
        invoke.toString());
    assertTrue(invoke.err().contains("once is enough"), invoke.toString());
    assertFalse(invoke.err().contains("warm call"), invoke.toString());
  }
}
