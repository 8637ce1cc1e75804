/*
 * Tests of how a diagnostic looks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.Location;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticTextTest {
  private static String render(Diagnostic... diagnostics) {
    return new DiagnosticText(false).render(List.of(diagnostics));
  }

  @Test
  void showsPlaceLineAndColumn() {
    assertEquals(
        """
        error: handler.js does not parse: expecting '}'
          --> src/handler.js:12:7
         12 |   return { statusCode: 200
            |       ^
        help: nothing was built; the previous image is unchanged
        """,
        render(
            Diagnostic.error("handler.js does not parse: expecting '}'")
                .at(new Location("src/handler.js", 12, 7))
                .withSourceLine("  return { statusCode: 200")
                .withHelp("nothing was built; the previous image is unchanged")));
  }

  @Test
  void showsWhereItLookedNotesAndSeveralLinesOfHelp() {
    assertEquals(
        """
        error: no handler
        looked in: a, b
        a note
        help: one
              two
        """,
        render(
            Diagnostic.error("no handler")
                .withLookedIn(List.of("a", "b"))
                .withNote("a note")
                .withHelp("one")
                .withHelp("two")));
  }

  @Test
  void putsAnEmptyLineBetweenMessages() {
    assertEquals(
        "error: a\n\nwarning: b\n  --> f:3\n",
        render(Diagnostic.error("a"), Diagnostic.warning("b").at(new Location("f", 3, 0))));
  }

  @Test
  void cutsALongLineAroundTheColumn() {
    String screen =
        render(
            Diagnostic.error("x")
                .at(new Location("f", 1, 5001))
                .withSourceLine("a".repeat(5000) + "!" + "b".repeat(5000)));
    List<String> lines = screen.lines().toList();
    assertTrue(lines.get(2).length() < 120, lines.get(2));
    assertEquals('!', lines.get(2).charAt(lines.get(3).indexOf('^')));
  }

  @Test
  void pointsBehindTabsAndWideCharacters() {
    String screen =
        render(Diagnostic.error("x").at(new Location("f", 1, 3)).withSourceLine("\t😀!"));
    assertEquals(" 1 |     😀!\n   |      ^\n", screen.substring(screen.indexOf(" 1 |")));
  }

  @Test
  void survivesAColumnBehindTheLine() {
    assertTrue(
        render(Diagnostic.error("x").at(new Location("f", 1, 99)).withSourceLine("ab"))
            .contains(" 1 | ab\n   |   ^\n"));
  }

  @Test
  void makesControlCharactersVisible() {
    String screen =
        render(
            Diagnostic.error("\u001b[2Jname")
                .at(new Location("a\nb", 1, 1))
                .withSourceLine("\u001b]0;title\u0007"));
    assertFalse(screen.contains("\u001b"), screen);
    assertTrue(screen.contains("\\x1b[2Jname"), screen);
    assertTrue(screen.contains("a\\x0ab:1:1"), screen);
  }

  @Test
  void usesColourOnlyWhenAsked() {
    String screen = new DiagnosticText(true).render(Diagnostic.error("x"));
    assertEquals("\u001b[1;31merror:\u001b[0m x\n", screen);
  }
}
