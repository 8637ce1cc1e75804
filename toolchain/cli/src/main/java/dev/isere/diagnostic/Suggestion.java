/*
 * "Did you mean": the known word that a misspelt one is closest to.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.diagnostic;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a misspelt one was meant to be. */
public final class Suggestion {
  private static final int MAX_WORD_CHARS = 100;

  private Suggestion() {}

  /**
   * The candidate closest to {@code word}, if one is close enough to be meant: at most a third of
   * the word's letters differ, and never more than three. Of equals the first wins.
   */
  public static Optional<String> closest(String word, Collection<String> candidates) {
    if (word.length() > MAX_WORD_CHARS) {
      return Optional.empty();
    }
    String wanted = normal(word);
    int best = Math.min(3, wanted.length() / 3) + 1;
    String found = null;
    for (String candidate : candidates) {
      int distance = distance(wanted, normal(candidate));
      if (distance < best) {
        best = distance;
        found = candidate;
      }
    }
    return Optional.ofNullable(found);
  }

  private static String normal(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
        least = Math.min(least, cost[i - 1][j - 1] + same);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
