// The command line on the emulated chip.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The command line on the emulated chip, and what the chip is made with. */
final class ChipTools {
  private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");

  private ChipTools() {}

  /** Compiler and emulator, which the figures depend on. */
  static String pair() throws IOException {
    return "arm-none-eabi-gcc "
        + version("arm-none-eabi-gcc", "-dumpfullversion")
        + ", QEMU "
        + version("qemu-system-arm", "--version");
  }

  private static String version(String... command) throws IOException {
    try (Child child = new Child(new ProcessBuilder(command))) {
      assertEquals(0, child.await(), child.output());
      Matcher version = VERSION.matcher(child.output());
      if (!version.find()) {
        throw new AssertionError("no version in: " + child.output());
      }
      return version.group();
    }
  }

  /** Runs {@code ./isere} in the project's folder and gives its one line of stdout, as JSON. */
  static Map<String, Object> json(String... arguments) throws IOException {
    try (Child child = Cli.start(Home.root(), arguments)) {
      assertEquals(0, child.await(), child.output());
      assertEquals(1, child.out().size(), child.output());
      // JSON is YAML.
      return Yaml.map(new Load(LoadSettings.builder().build()).loadFromString(child.out().get(0)));
    }
  }

  /** The member {@code cost} of a call of an example with one of its event files. */
  static Map<String, Long> cost(String example, String event) throws IOException {
    Path file = Path.of("examples", example, "tests", event + ".event.json");
    String handler = "examples/" + example;
    Map<String, Object> object =
        json("invoke", handler, "--event", file.toString(), "--board", "m33-sim", "--json");
    Map<String, Long> cost = new TreeMap<>();
    Yaml.map(object.get("cost")).forEach((k, v) -> cost.put(k, ((Number) v).longValue()));
    return cost;
  }
}
