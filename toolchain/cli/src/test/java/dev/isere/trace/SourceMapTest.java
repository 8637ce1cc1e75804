/*
 * Tests of decoding source maps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceMapTest {
  private static final SourceMap MAP = Sample.map();

  @Test
  void namesWhatItIsOfAndTheSources() {
    assertEquals("handler.js", MAP.file());
    assertEquals(List.of("greet.ts", "handler.js"), MAP.sources());
  }

  /** Places in the bundle of {@link Sample}, and where esbuild got the text there from. */
  @ParameterizedTest
  @CsvSource({
    "2, 1, greet.ts:4:8", // var
    "2, 5, greet.ts:4:14", // shout
    "2, 9, greet.ts:4:14", // within it
    "2, 28, greet.ts:4:43", // name
    "2, 33, greet.ts:4:49", // toUpperCase
    "2, 44, greet.ts:4:49", // (
    "2, 49, greet.ts:4:65", // the text
    "5, 5, handler.js:3:14", // handler
    "6, 10, handler.js:4:10", // {
    "6, 32, handler.js:4:25", // shout, behind a character of two UTF-16 units
    "7, 1, handler.js:5:1" // }
  })
  void findsWhereTextComesFrom(int line, int column, String expected) {
    assertEquals(
        expected,
        MAP.find(line, column)
            .map(p -> p.source() + ":" + p.line() + ":" + p.column())
            .orElse("nowhere"));
  }

  @Test
  void holdsTheLineOfSource() {
    assertEquals(Optional.of(Sample.GREET_LINE), MAP.find(2, 28).flatMap(SourceMap.Place::text));
  }

  @Test
  void knowsNothingOfLinesThatCameFromNowhere() {
    assertEquals(Optional.empty(), MAP.find(1, 1));
    assertEquals(Optional.empty(), MAP.find(4, 3));
    assertEquals(Optional.empty(), MAP.find(99, 1));
    assertEquals(Optional.empty(), MAP.find(0, 0));
    assertEquals(Optional.empty(), MAP.find(2, 0));
  }

  private static SourceMap parse(String mappings) throws MalformedMapException {
    String json = "{\"version\": 3, \"sources\": [\"a\"], \"mappings\": \"" + mappings + "\"}";
    return SourceMap.parse(json.getBytes(UTF_8));
  }

  @Test
  void takesTextThatComesFromNoSource() throws MalformedMapException {
    SourceMap map = parse("AAAA,G");
    assertEquals(1, map.find(1, 3).orElseThrow().column());
    assertEquals(Optional.empty(), map.find(1, 4));
  }

  @Test
  void takesNamesAndNegativeAndLongNumbers() throws MalformedMapException {
    SourceMap map = parse("AAAgBA,CAAhBA,gggCAAAA");
    assertEquals(17, map.find(1, 1).orElseThrow().column());
    assertEquals(1, map.find(1, 2).orElseThrow().column());
    assertEquals(1, map.find(1, 100_000).orElseThrow().column());
  }

  @Test
  void takesAMapWithoutContents() throws MalformedMapException {
    assertEquals(Optional.empty(), parse("AAAA").find(1, 1).orElseThrow().text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AAA| a wrong number at character 4",
        "AA| a wrong number at character 3",
        "A!AA| a wrong number at character 2",
        "gAAAggggggggggA| a wrong number at character 12",
        "//////H| too large a number before character 7",
        "ACAA| a segment that points nowhere",
        "AADA| a segment that points nowhere",
        "AAAAAA| a segment that points nowhere",
      })
  void refusesWrongMappings(String mappings, String reason) {
    MalformedMapException e =
        assertThrows(MalformedMapException.class, () -> parse(mappings), mappings);
    assertEquals("mappings:" + " " + reason, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]| it is a list, not an object",
        "{| it is not JSON",
        "{\"version\": 2}| its version is not 3",
        "{\"version\": 3, \"sections\": []}| it has no mappings",
      })
  void refusesWhatIsNoMap(String json, String reason) {
    MalformedMapException e =
        assertThrows(MalformedMapException.class, () -> SourceMap.parse(json.getBytes(UTF_8)));
    assertEquals(reason, e.getMessage());
  }

  /** Whatever is cut off or changed: a map or a refusal, and nothing else. */
  @Test
  void survivesEveryByteThatIsCutOffOrChanged() {
    byte[] json = Sample.json();
    for (int i = 0; i < json.length; i++) {
      byte[] changed = json.clone();
      changed[i] ^= 5;
      tryBoth(changed, java.util.Arrays.copyOf(json, i));
    }
  }

  private static void tryBoth(byte[]... maps) {
    for (byte[] json : maps) {
      try {
        SourceMap.parse(json).find(2, 5);
      } catch (MalformedMapException e) {
        continue;
      }
    }
  }
}
