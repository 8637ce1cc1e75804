/*
 * Tests of "did you mean".
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  private static final List<String> BOARDS = List.of("native", "pico", "pico2", "pico2w");

  @Test
  void findsAMissingLetter() {
    assertEquals(Optional.of("native"), Suggestion.closest("natve", BOARDS));
  }

  @Test
  void countsSwappedLettersAsOneMistake() {
    assertEquals(1, Suggestion.distance("rnu", "run"));
  }

  @Test
  void ignoresCaseAndHyphens() {
    assertEquals(Optional.of("pico2w"), Suggestion.closest("PICO2-W", BOARDS));
  }

  @Test
  void suggestsNothingForAWordThatIsFarOff() {
    assertEquals(Optional.empty(), Suggestion.closest("arduino", BOARDS));
  }

  @Test
  void suggestsNothingForAShortWordUnlessItIsTheSame() {
    assertEquals(Optional.empty(), Suggestion.closest("-x", List.of("-h", "-v")));
  }

  @Test
  void isNotSlowedDownByAnEndlessWord() {
    assertEquals(Optional.empty(), Suggestion.closest("x".repeat(10_000_000), BOARDS));
  }
}
