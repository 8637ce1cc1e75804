// The web platform's own tests of URLs.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isere.tests.support.Client;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.PosixTarget;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Target;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each file of cases agrees but for what tests/conformance/known-failures.yaml lists: a failure
 * that is not listed fails here, and so does a listed one that agrees.
 */
class ConformanceTest {
  private static final Map<String, Object> PROJECT =
      Map.of(
          "http", Map.of("max_body_bytes", 4 << 20),
          "function", Map.of("timeout_ms", 60_000, "max_response_body_bytes", 4 << 20),
          "js", Map.of("heap_bytes", 128 << 20));

  private static final int HASH_BYTES = 4;

  private static Target.Served served;

  @BeforeAll
  static void serve() throws IOException {
    Path image = ImageBuilder.build(Home.tests("conformance/url.js"), PROJECT, false);
    served = new PosixTarget(Home.runtime()).serve(image, ImageBuilder.firmwareOptions(PROJECT));
  }

  @AfterAll
  static void stop() throws IOException {
    served.close();
  }

  @TestFactory
  List<DynamicTest> files() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    Yaml.map(Yaml.read(Home.tests("conformance/known-failures.yaml")))
        .forEach(
            (file, groups) -> tests.add(dynamicTest(file, () -> compare(file, Yaml.map(groups)))));
    return tests;
  }

  private static void compare(String file, Map<String, Object> listed) throws Exception {
    Path data = Path.of(System.getProperty("isere.conformance")).resolve(file);
    Map<String, Object> request =
        Map.of("method", "POST", "path", "/" + file, "body", Files.readString(data));
    Response response = new Client(served.address()).start(request).get();
    assertEquals(200, response.status(), served::output);
    Map<String, Object> answer = Yaml.map(new ObjectMapper().readValue(response.body(), Map.class));
    assertEquals(listed.get("cases"), answer.get("count"), "cases");
    Map<String, String> failures = new TreeMap<>();
    for (Object one : Yaml.list(answer.get("out"))) {
      failures.merge((String) Yaml.map(one).get("input"), one.toString(), (a, b) -> a + "\n" + b);
    }
    if (listed.get("failing") instanceof String hashes) {
      compareHashes(Set.of(hashes.split("\\s+")), failures);
      return;
    }
    Set<String> known = new TreeSet<>();
    Yaml.list(listed.get("known"))
        .forEach(group -> Yaml.list(Yaml.map(group).get("inputs")).forEach(i -> known.add("" + i)));
    List<String> wrong = new ArrayList<>();
    failures.forEach((input, what) -> addIf(wrong, !known.contains(input), what));
    known.forEach(input -> addIf(wrong, !failures.containsKey(input), "it agrees now: " + input));
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
  }

  /**
   * The same with inputs that are listed by their hashes; one that agrees now is named by its hash
   * alone.
   */
  private static void compareHashes(Set<String> known, Map<String, String> failures)
      throws Exception {
    List<String> wrong = new ArrayList<>();
    Set<String> gone = new TreeSet<>(known);
    for (Map.Entry<String, String> failure : failures.entrySet()) {
      byte[] input = failure.getKey().getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(input);
      String hash = HexFormat.of().formatHex(digest, 0, HASH_BYTES);
      gone.remove(hash);
      addIf(wrong, !known.contains(hash), hash + " " + failure.getValue());
    }
    gone.forEach(hash -> wrong.add("it agrees now: " + hash));
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
  }

  private static void addIf(List<String> list, boolean isWanted, String text) {
    if (isWanted) {
      list.add(text);
    }
  }
}
