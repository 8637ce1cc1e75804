/*
 * Tests of the JSON reader.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
  private static Document read(String text) {
    return JsonReader.read(new SourceText("a.json", text));
  }

  @Test
  void givesEveryValueItsPlace() {
    Node root = read("{\n  \"a\": [true, \"x\"]\n}").root();
    Node list = ((Node.Mapping) root).find("a").orElseThrow();
    assertEquals(
        new Node.Scalar(2, 15, Node.Kind.QUOTED, "x"), ((Node.Sequence) list).items().get(1));
  }

  @Test
  void saysWhereJsonIsBroken() {
    Diagnostic error = Errors.only(() -> read("{\n  \"a\": ,\n}"));
    assertTrue(error.message().startsWith("a.json is not valid JSON: "), error.message());
    assertEquals("a.json:2:8", Errors.place(error));
  }

  @Test
  void refusesAnEmptyFile() {
    assertEquals("a.json is empty, not JSON", Errors.only(() -> read(" \n")).message());
  }

  @Test
  void refusesASecondValue() {
    assertEquals("a.json goes on after its JSON value", Errors.only(() -> read("{} {}")).message());
  }

  @Test
  void refusesDeepNestingBeforeTheStackOverflows() {
    assertEquals(1, Errors.of(() -> read("[".repeat(1_000_000))).size());
  }

  @Test
  void refusesAFileThatEndsEarly() {
    assertEquals(1, Errors.of(() -> read("{\"a\": [1, 2")).size());
  }

  @Test
  void keepsWordsForProgrammersOut() {
    for (String text : List.of("{", "[1", "NaN", "[".repeat(100))) {
      String message = Errors.only(() -> read(text)).message();
      assertFalse(message.contains("`"), message);
      assertFalse(message.contains("Source"), message);
    }
  }
}
