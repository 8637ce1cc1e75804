// The documents' screens that show what a call costs.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Home;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the documents show of costs is what the commands say: word by word, and with a pair of
 * compiler and emulator that has been measured also figure by figure, as far as the guard lets them
 * drift.
 */
class ShownCostTest {
  /** As {@link CostGuardTest} has it. */
  private static final double TOLERANCE = 0.03;

  /** What rounding makes of a figure, in its last place. */
  private static final double ROUNDING = 0.51;

  private static final Pattern FIGURE = Pattern.compile(" +(\\d[\\d,]*(?:\\.(\\d+))?)");

  @Test
  void theReadmesCall() throws IOException {
    isAsShown(
        shown("README.md", "invoke .*--board m33-sim"),
        ChipProject.isere(List.of("invoke", example(), "--path", "/world", "--board", "m33-sim")),
        true);
  }

  @Test
  void theTestsOfTheDocument() throws IOException {
    isAsShown(
        shown("docs/testing.md", "test .*--board m33-sim"),
        ChipProject.isere(List.of("test", example(), "--board", "m33-sim")),
        false);
  }

  private static String example() {
    return Home.root().resolve("examples/hello").toString();
  }

  /** What a document shows behind a command. */
  private static String shown(String document, String command) throws IOException {
    String text = Files.readString(Home.root().resolve(document));
    Matcher screen =
        Pattern.compile("\\$ (?:\\./)?isere " + command + "\n((?s:.*?))\n```").matcher(text);
    assertTrue(screen.find(), document + " has no `isere " + command + "`");
    return screen.group(1);
  }

  private static void isAsShown(String shown, ChipProject.Said said, boolean talkFirst)
      throws IOException {
    assertEquals(0, said.exit(), said.toString());
    String now = (talkFirst ? said.err() + said.out() : said.out()).strip();
    assertEquals(words(shown), words(now));
    Object pairs = Yaml.read(Home.root().resolve("bench/cost/hello.json"));
    if (!Yaml.map(pairs).containsKey(ChipTools.pair())) {
      return;
    }
    List<MatchResult> agreed = figures(shown);
    List<MatchResult> measured = figures(now);
    for (int i = 0; i < agreed.size(); i++) {
      double is = value(measured.get(i));
      String decimals = agreed.get(i).group(2);
      double place = Math.pow(10, decimals == null ? 0 : -decimals.length());
      assertEquals(is, value(agreed.get(i)), is * TOLERANCE + ROUNDING * place, now);
    }
  }

  /** The text without its figures, and without the blanks before them. */
  private static String words(String text) {
    return FIGURE.matcher(text).replaceAll(" N");
  }

  private static List<MatchResult> figures(String text) {
    List<MatchResult> figures = new ArrayList<>();
    FIGURE.matcher(text).results().forEach(figures::add);
    return figures;
  }

  private static double value(MatchResult figure) {
    return Double.parseDouble(figure.group(1).replace(",", ""));
  }
}
