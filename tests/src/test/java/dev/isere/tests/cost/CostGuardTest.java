// What the examples cost on the emulated chip, against the agreed figures of bench/cost.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.isere.tests.support.Home;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code bench/cost/EXAMPLE.json} holds, for each pair of compiler and emulator that has been
 * measured, what calls with some of the example's event files cost. Of a pair that nobody has
 * measured the figures are reported, and nothing is claimed.
 */
class CostGuardTest {
  /** How much worse a figure may get, in percent. */
  private static final long TOLERANCE_PERCENT = 3;

  /** Set by {@code ./check --fix-cost}: writes the figures as they are now. */
  private static final boolean WRITE = Boolean.getBoolean("isere.cost.write");

  private static final Path FOLDER = Home.root().resolve("bench/cost");

  @TestFactory
  List<DynamicTest> examplesCostWhatWasAgreed() throws IOException {
    String pair = ChipTools.pair();
    List<DynamicTest> tests = new ArrayList<>();
    for (String example : examples()) {
      tests.add(dynamicTest(example, () -> check(example, pair)));
    }
    return tests;
  }

  @Test
  void eachExampleHasAgreedFigures() throws IOException {
    try (Stream<Path> files = Files.list(Home.root().resolve("examples"))) {
      TreeSet<String> folders = new TreeSet<>();
      files.filter(Files::isDirectory).forEach(f -> folders.add(f.getFileName().toString()));
      assertEquals(folders, new TreeSet<>(examples()));
    }
  }

  private static List<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    }
  }

  private static void check(String example, String pair) throws IOException {
    Path file = FOLDER.resolve(example + ".json");
    Map<String, Object> pairs = new TreeMap<>(Yaml.map(Yaml.read(file)));
    Map<String, Object> any = Yaml.map(pairs.values().iterator().next());
    Map<String, Object> now = new TreeMap<>();
    for (String event : any.keySet()) {
      now.put(event, new TreeMap<String, Object>(ChipTools.cost(example, event)));
    }
    if (WRITE) {
      pairs.put(pair, now);
      Files.writeString(file, json(pairs, "") + "\n");
      return;
    }
    Assumptions.assumeTrue(
        pairs.containsKey(pair), "nobody has measured it with " + pair + "; here it is " + now);
    List<String> worse = worse(Yaml.map(pairs.get(pair)), now);
    assertTrue(
        worse.isEmpty(),
        String.join("\n", worse) + "\nif that is worth it: ./check --fix-cost, and say why");
  }

  private static List<String> worse(Map<String, Object> agreed, Map<String, Object> now) {
    List<String> worse = new ArrayList<>();
    agreed.forEach(
        (event, figures) ->
            Yaml.map(figures)
                .forEach(
                    (name, figure) -> {
                      long was = ((Number) figure).longValue();
                      long is = ((Number) Yaml.map(now.get(event)).get(name)).longValue();
                      if (is * 100 > was * (100 + TOLERANCE_PERCENT)) {
                        worse.add(
                            String.format(
                                "%s: %s is %,d, was %,d: %.1f %% more",
                                event, name, is, was, 100.0 * (is - was) / was));
                      }
                    }));
    return worse;
  }

  /** Maps and numbers alone, two spaces a level. */
  private static String json(Object value, String indent) {
    if (!(value instanceof Map<?, ?> map)) {
      return value.toString();
    }
    String deeper = indent + "  ";
    List<String> members = new ArrayList<>();
    map.forEach((k, v) -> members.add(deeper + "\"" + k + "\": " + json(v, deeper)));
    return "{\n" + String.join(",\n", members) + "\n" + indent + "}";
  }

  /** What the project promises, whatever the compiler. */
  @Test
  void aCallOfHelloStaysWithinItsLimits() throws IOException {
    Map<String, Long> cost = ChipTools.cost("hello", "world");
    assertTrue(cost.get("instructions_warm") <= 40_000, cost.toString());
    assertTrue(cost.get("instructions_boot") <= 5_000_000, cost.toString());
    assertTrue(cost.get("heap_loaded_bytes") <= 65_536, cost.toString());
  }
}
