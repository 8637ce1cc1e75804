// No limit without a test.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.isere.tests.cost.BudgetsTest;
import dev.isere.tests.support.Child;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares options.yaml with the tests of the limits, and tries the ends of each range. */
class EveryLimitTest {
  private static final List<Class<?>> SUITES =
      List.of(
          FunctionLimitsTest.class,
          ContextsLimitTest.class,
          RequestLimitsTest.class,
          TimeLimitsTest.class,
          SourceLimitTest.class,
          WatchdogLimitTest.class,
          BudgetsTest.class);

  /** Numbers that bound nothing which a peer or a function can make grow. */
  private static final Set<String> NO_LIMITS = Set.of("http.port", "build.max_cache_bytes");

  /** What a number may be: one, or one for each of some names. */
  private static final Set<String> NUMBERS = Set.of("int", "counts");

  @Test
  void eachHasATest() throws IOException {
    Set<String> limits = new TreeSet<>();
    for (Map<String, Object> option : numbers()) {
      limits.add(option.get("key").toString());
    }
    limits.removeAll(NO_LIMITS);
    Set<String> tested = new TreeSet<>();
    for (Class<?> suite : SUITES) {
      for (Method method : suite.getDeclaredMethods()) {
        Limit limit = method.getAnnotation(Limit.class);
        if (limit != null && method.isAnnotationPresent(Test.class)) {
          tested.add(limit.value());
        }
      }
    }
    assertEquals(limits, tested);
  }

  @TestFactory
  Stream<DynamicTest> rangesEndWhereTheySay() throws IOException {
    return numbers().stream()
        .filter(option -> Set.of("image", "firmware").contains(option.get("scope").toString()))
        .map(option -> dynamicTest(option.get("key").toString(), () -> range(option)));
  }

  private static void range(Map<String, Object> option) throws IOException {
    String key = option.get("key").toString();
    long min = Long.parseLong(option.get("min").toString());
    long max = Long.parseLong(option.get("max").toString());
    assertEquals(0, start(key, min, max));
    assertEquals(2, start(key, max + 1));
    if (min > 0) {
      assertEquals(2, start(key, min - 1));
    }
  }

  /** The exit code of a runtime that reads values of an option and then says what it knows. */
  private static int start(String key, long... values) throws IOException {
    List<String> command = new ArrayList<>(List.of(Home.runtime().toString()));
    for (long value : values) {
      command.addAll(List.of("--option", key + "=" + value));
    }
    command.add("--help");
    return new Child(new ProcessBuilder(command)).await();
  }

  private static List<Map<String, Object>> numbers() throws IOException {
    Object file = Yaml.read(Home.root().resolve("runtime-c/options.yaml"));
    List<Map<String, Object>> options = new ArrayList<>();
    for (Object option : Yaml.list(Yaml.map(file).get("options"))) {
      Map<String, Object> map = Yaml.map(option);
      if (NUMBERS.contains(map.get("type").toString())) {
        options.add(map);
      }
    }
    return options;
  }
}
