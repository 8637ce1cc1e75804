/*
 * Tests of the YAML reader.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
  private static Optional<Document> read(String text) {
    return YamlReader.read(new SourceText("a.yaml", text));
  }

  private static Diagnostic refusal(String text) {
    return Errors.only(() -> read(text));
  }

  @Test
  void givesEveryValueItsPlace() {
    Node root = read("a: 1\nb:\n  c: \"x\"\n").orElseThrow().root();
    Node group = ((Node.Mapping) root).find("b").orElseThrow();
    Node value = ((Node.Mapping) group).find("c").orElseThrow();
    assertEquals(new Node.Scalar(3, 6, Node.Kind.QUOTED, "x"), value);
  }

  @Test
  void takesNothingForNothing() {
    assertEquals(Optional.empty(), read(""));
    assertEquals(Optional.empty(), read("# only a comment\n"));
    assertEquals(Optional.empty(), read("---\n"));
  }

  @Test
  void saysWhereYamlIsBroken() {
    Diagnostic error = refusal("a: 1\nb: [1, 2\nc: 3\n");
    assertTrue(error.message().startsWith("a.yaml is not valid YAML: "), error.message());
    assertEquals("a.yaml:3:2", Errors.place(error));
    assertEquals(Optional.of("c: 3"), error.sourceLine());
  }

  @Test
  void refusesTabsAsIndent() {
    assertEquals("a.yaml:2:1", Errors.place(refusal("a:\n\tb: 1\n")));
  }

  @Test
  void refusesAliasesSoThatNoneCanUnfoldWithoutEnd() {
    String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    assertEquals(
        "a.yaml uses a YAML anchor (&), which isère does not read", refusal(bomb).message());
    assertEquals(
        "a.yaml uses a YAML alias (*), which isère does not read", refusal("a: *b\n").message());
  }

  @Test
  void refusesTagsOnTextAndOnGroups() {
    for (String text : List.of("a: !!int 1\n", "a: !x {b: 1}\n", "a: !x [1]\n")) {
      assertEquals(
          "a.yaml uses a YAML tag (!), which isère does not read", refusal(text).message());
    }
  }

  @Test
  void refusesDeepNestingBeforeTheStackOverflows() {
    assertEquals("a.yaml is nested deeper than 16 levels", refusal("[".repeat(500_000)).message());
    assertEquals(
        "a.yaml is nested deeper than 16 levels", refusal("{a: ".repeat(500_000)).message());
  }

  @Test
  void refusesASecondDocument() {
    Diagnostic error = refusal("a: 1\n---\nb: 2\n");
    assertEquals("a.yaml holds more than one YAML document", error.message());
    assertEquals("a.yaml:2:1", Errors.place(error));
  }

  @Test
  void refusesAKeyThatIsAList() {
    assertEquals("a.yaml has a key that is not text", refusal("? [a]\n: 1\n").message());
  }

  @Test
  void refusesControlCharacters() {
    assertTrue(refusal("a: \u0007\n").message().startsWith("a.yaml is not valid YAML: "));
  }
}
