/*
 * Tests of what helps with first mistakes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstMistakesTest {
  private static final List<String> NOT_A_FUNCTION =
      List.of("the handler failed: TypeError: not a function");

  @ParameterizedTest
  @ValueSource(
      strings = {"fetch", "WebSocket", "Buffer", "require", "module", "global", "window", "alert"})
  void namesWhatIsNotThere(String name) {
    List<String> help =
        FirstMistakes.help(List.of("ReferenceError: '" + name + "' is not defined"), "");
    assertEquals(1, help.size());
    assertTrue(help.get(0).contains("`" + name + "`"), help.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"stack overflow,js.stack_bytes", "out of memory,js.heap_bytes"})
  void namesTheOptionThatWasReached(String error) {
    String[] parts = error.split(",");
    List<String> help = FirstMistakes.help(List.of("it: InternalError: " + parts[0]), "");
    assertEquals(1, help.size());
    assertTrue(help.get(0).contains("`" + parts[1] + "`"), help.toString());
  }

  @Test
  void hasNothingToSayOfAPersonsOwnNames() {
    assertEquals(
        List.of(), FirstMistakes.help(List.of("ReferenceError: 'total' is not defined"), ""));
    assertEquals(List.of(), FirstMistakes.help(NOT_A_FUNCTION, "  total.add(1)"));
    assertEquals(List.of(), FirstMistakes.help(NOT_A_FUNCTION, "  console.log(process.env.A())"));
    assertEquals(List.of(), FirstMistakes.help(List.of("it broke"), "res.send(1)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  res.send('a')",
        "response.writeHead(200)",
        "console.table([])",
        "process.cwd()"
      })
  void knowsCallsByTheirLine(String line) {
    assertEquals(1, FirstMistakes.help(NOT_A_FUNCTION, line).size());
  }
}
