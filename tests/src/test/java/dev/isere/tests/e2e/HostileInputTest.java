// Handlers that are made to break the compiler.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * None of them takes the JVM down: exit code 0 or 1, a message in our words, no stack trace, no
 * core.
 */
class HostileInputTest {
  private static final int MEGABYTES = 4 << 20;

  private static final Map<String, Supplier<String>> SOURCES = new LinkedHashMap<>();

  static {
    SOURCES.put("megabytes of brackets", () -> "[".repeat(MEGABYTES));
    SOURCES.put("megabytes of parentheses", () -> "(".repeat(MEGABYTES));
    SOURCES.put("megabytes of braces", () -> "{".repeat(MEGABYTES));
    SOURCES.put(
        "megabytes of minus signs",
        () -> "export const handler = () => " + "- ".repeat(MEGABYTES / 2) + "1");
    SOURCES.put("megabytes of one line", () -> hello("'" + "x".repeat(MEGABYTES) + "'"));
    SOURCES.put("a hundred thousand nested functions", () -> hello("() => ".repeat(100_000) + "1"));
    SOURCES.put("seventy thousand identifiers", HostileInputTest::identifiers);
    SOURCES.put(
        "a hundred thousand else ifs",
        () -> hello("1") + "if (0) {} " + "else if (0) {} ".repeat(100_000));
    SOURCES.put("a long chain of additions", () -> hello("1" + " + globalThis.a".repeat(100_000)));
    SOURCES.put("a huge template", () -> hello("`" + "${1}".repeat(100_000) + "`"));
    SOURCES.put(
        "a hard regular expression",
        () -> hello("/" + "(a|".repeat(5_000) + "b" + ")".repeat(5_000) + "/"));
    SOURCES.put(
        "a class of many members",
        () -> hello("1") + "class A { " + "a() {} ".repeat(50_000) + " }");
  }

  private static String hello(String value) {
    return "export const handler = () => " + value + "\n";
  }

  private static String identifiers() {
    StringBuilder source = new StringBuilder("export const handler = () => [");
    for (int i = 0; i < 70_000; i++) {
      source.append("x").append(Integer.toString(i, 36)).append(',');
    }
    return source.append("]\n").toString();
  }

  @TestFactory
  List<DynamicTest> sources() {
    List<DynamicTest> tests = new ArrayList<>();
    SOURCES.forEach(
        (name, source) -> {
          tests.add(dynamicTest(name, () -> survives(name, source.get(), "524288")));
          tests.add(
              dynamicTest(
                  name + ", the cap raised", () -> survives(name, source.get(), "67108864")));
        });
    return tests;
  }

  private static void survives(String name, String source, String cap) throws IOException {
    Path folder = Cli.emptyFolder("hostile-" + name.replace(' ', '-') + cap);
    Files.writeString(folder.resolve("handler.js"), source);
    try (Child build =
        Cli.start(
            folder,
            "build",
            "handler.js",
            "--board",
            "native",
            "-o",
            "out",
            "--option",
            "build.max_source_bytes=" + cap)) {
      int exit = build.await();
      String shown = build.output().substring(0, Math.min(4000, build.output().length()));
      assertTrue(exit == 0 || exit == 1, "exit code " + exit + "\n" + shown);
      assertEquals(exit == 0, Files.exists(folder.resolve("out/function.isere")), shown);
      assertFalse(shown.contains("\tat "), shown);
      assertTrue(exit == 0 || Cli.err(build).get(0).startsWith("error: "), shown);
      assertTrue(
          build.output().length() < 20_000, "a screen of " + build.output().length() + " bytes");
    }
  }
}
