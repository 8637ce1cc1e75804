/*
 * Tests of reading stack traces with a source map.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.diagnostic.Location;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SymbolicatorTest {
  private static final Symbolicator READER =
      new Symbolicator(Sample.map(), source -> "src/" + source);

  private static Trace trace(String... lines) {
    return READER.trace(String.join("\n", lines));
  }

  @Test
  void translatesEachFrameAndKeepsTheOthers() {
    Trace trace =
        trace(
            "the handler failed: Error: no",
            "    at shout (handler.js:2:44)",
            "    at map (native)",
            "    at handler.js:6:37",
            "    (3 frames more)");
    assertEquals(List.of("the handler failed: Error: no"), trace.message());
    assertEquals(
        List.of(
            "    at shout (src/greet.ts:4:49)",
            "    at map (native)",
            "    at src/handler.js:4:24",
            "    (3 frames more)"),
        trace.stack());
    assertEquals(Optional.of(new Location("src/greet.ts", 4, 49)), trace.place());
    assertEquals(Optional.of(Sample.GREET_LINE), trace.sourceLine());
  }

  /** The engine points at the dot; what is missing is what was in front of it. */
  @Test
  void pointsAtThePropertyThatWasAskedFor() {
    Trace trace =
        trace(
            "TypeError: cannot read property 'toUpperCase' of undefined",
            "    at shout (handler.js:2:32)");
    assertEquals(List.of("    at shout (src/greet.ts:4:49)"), trace.stack());
  }

  @Test
  void leavesAPropertyAloneThatIsNotThere() {
    Trace trace = trace("cannot read property 'else' of null", "    at shout (handler.js:2:32)");
    assertEquals(List.of("    at shout (src/greet.ts:4:43)"), trace.stack());
  }

  @Test
  void looksPastPackages() throws MalformedMapException {
    String json =
        new String(Sample.json(), java.nio.charset.StandardCharsets.UTF_8)
            .replace("\"greet.ts\"", "\"node_modules/greet/index.ts\"");
    SourceMap map = SourceMap.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Symbolicator reader = new Symbolicator(map, source -> source);
    Trace trace =
        reader.trace("Error\n    at shout (handler.js:2:44)\n    at handler (handler.js:6:37)");
    assertEquals(Optional.of(new Location("handler.js", 4, 24)), trace.place());
    Trace packageOnly = reader.trace("Error\n    at shout (handler.js:2:44)");
    assertEquals(
        Optional.of(new Location("node_modules/greet/index.ts", 4, 49)), packageOnly.place());
  }

  @Test
  void leavesOtherTextAlone() {
    for (String line :
        List.of(
            "no stack at all",
            "    at f (other.js:2:44)",
            "    at <input>:1:2",
            "    at f (handler.js:1:1)",
            "    at f (handler.js:99999999999:1)",
            "    at f (handler.js:2:44) and more",
            "handler.js:2:44",
            "    at " + " (".repeat(20_000) + "handler.js:2:44)")) {
      Trace trace = trace(line);
      assertEquals(line, trace.text());
      assertEquals(Optional.empty(), trace.place(), line);
    }
    assertEquals("", READER.trace("").text());
  }

  /** An image of source text: the runtime gives the module a name of its own. */
  @Test
  void knowsTheNameOfAModuleOfSourceText() {
    assertEquals("    at f (src/greet.ts:4:49)", trace("    at f (handler.js:2:44)").text());
  }

  @Test
  void countsColumnsInCharacters() {
    assertEquals(Optional.of(new Location("src/handler.js", 4, 24)), READER.location(6, 34));
    assertEquals(Optional.of(Sample.HANDLER_LINE), READER.sourceLine(6, 34));
  }
}
