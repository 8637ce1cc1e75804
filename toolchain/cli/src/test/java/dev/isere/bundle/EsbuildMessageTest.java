/*
 * Tests of reading what esbuild reports.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EsbuildMessageTest {
  private static final Map<String, Object> MESSAGE =
      Map.of(
          "id",
          "equals-nan",
          "text",
          "Comparison with NaN",
          "location",
          Map.of("file", "a b/h.js", "line", 2, "column", 7, "length", 3, "lineText", "if (x)"),
          "notes",
          List.of(Map.of("text", "NaN is never equal"), Map.of("text", "")),
          "detail",
          -1);

  @Test
  void readsAMessage() {
    assertEquals(
        new EsbuildMessage(
            false,
            "Comparison with NaN",
            Optional.of(new EsbuildMessage.Place("a b/h.js", 2, 7)),
            List.of("NaN is never equal")),
        EsbuildMessage.of(false, MESSAGE));
  }

  @Test
  void readsAMessageWithoutAPlace() {
    assertEquals(
        new EsbuildMessage(true, "No loader", Optional.empty(), List.of()),
        EsbuildMessage.of(true, Map.of("text", "No loader")));
  }

  @Test
  void tellsTheBundleFromItsMap() {
    EsbuildResult result =
        EsbuildResult.of(
            Map.of(
                "errors",
                List.of(),
                "warnings",
                List.of(MESSAGE),
                "metafile",
                "{}",
                "outputFiles",
                List.of(
                    Map.of("path", "/x/b.js.map", "contents", new byte[] {2}),
                    Map.of("path", "/x/b.js", "contents", new byte[] {1}))));
    assertTrue(result.succeeded());
    assertArrayEquals(new byte[] {1}, result.bundle());
    assertArrayEquals(new byte[] {2}, result.sourceMap());
    assertEquals(1, result.messages().size());
  }

  @Test
  void hasNoBundleAfterAnError() {
    assertFalse(EsbuildResult.of(Map.of("errors", List.of(MESSAGE), "metafile", "{}")).succeeded());
    assertFalse(EsbuildResult.of(Map.of("errors", List.of())).succeeded());
  }
}
