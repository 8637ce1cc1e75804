// npm packages that people use, bundled into functions.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isere.tests.support.Child;
import dev.isere.tests.support.ChipTarget;
import dev.isere.tests.support.Client;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.PosixTarget;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Target;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each function of tests/packages answers as on Node: on this machine and on the emulated chip. */
class PackagesTest {
  /** Fields that the server adds to every response. */
  private static final Set<String> OF_THE_SERVER =
      Set.of("connection", "content-length", "date", "keep-alive");

  /** What takes more heap than a Pico 2 has as it comes, and how much there is room for. */
  private static final Map<String, String> LARGE = Map.of("hono", "389120");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, List<Map<String, Object>>> REQUESTS = new TreeMap<>();
  private static Path folder;
  private static Map<String, Object> answers;

  /** The functions go where their packages are, and Node answers for all of them at once. */
  @BeforeAll
  static void askNode() throws IOException {
    folder = Installed.folder();
    Yaml.map(JSON.readValue(Home.tests("packages/requests.json").toFile(), Map.class))
        .forEach(
            (name, list) -> REQUESTS.put(name, Yaml.list(list).stream().map(Yaml::map).toList()));
    for (Path file : files()) {
      Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    ProcessBuilder node = new ProcessBuilder(Installed.node().toString(), "node.mjs");
    node.directory(folder.toFile());
    try (Child child = new Child(node)) {
      assertEquals(0, child.await(), child.output());
      answers = Yaml.map(JSON.readValue(String.join("\n", child.out()), Map.class));
    }
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Home.tests("packages"))) {
      return files
          .filter(f -> f.toString().matches(".*\\.m?js|.*/requests\\.json"))
          .sorted()
          .toList();
    }
  }

  @Test
  void eachFunctionIsAskedSomething() throws IOException {
    Set<String> functions = new TreeSet<>();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (name.endsWith(".js")) {
        functions.add(name.replace(".js", ""));
      }
    }
    assertEquals(functions, REQUESTS.keySet());
  }

  @TestFactory
  List<DynamicTest> native_() {
    return tests(new PosixTarget(Home.runtime()));
  }

  @TestFactory
  List<DynamicTest> emulatedChip() {
    return tests(ChipTarget.instance());
  }

  private static List<DynamicTest> tests(Target target) {
    return REQUESTS.keySet().stream()
        .map(name -> dynamicTest(name + " on " + target.board(), () -> compare(name, target)))
        .toList();
  }

  private static void compare(String name, Target target) throws Exception {
    Path image =
        ImageBuilder.inPlace(folder.resolve(name + ".js"), Home.work("packages").resolve(name));
    List<Map<String, Object>> requests = REQUESTS.get(name);
    List<?> expected = Yaml.list(answers.get(name));
    List<String> wrong = new ArrayList<>();
    Target.Served served = target.serve(image, options(name, target));
    try {
      Client client = new Client(served.address());
      for (int i = 0; i < requests.size(); i++) {
        Map<String, Object> answer = Yaml.map(expected.get(i));
        Response response = client.start(requests.get(i)).get();
        if (!shown(answer).equals(shown(response))) {
          wrong.add(
              requests.get(i)
                  + "\n  Node:  "
                  + shown(answer)
                  + "\n  isere: "
                  + shown(response)
                  + "\n");
        }
      }
      assertTrue(wrong.isEmpty(), () -> String.join("", wrong) + served.output());
    } finally {
      served.close();
    }
  }

  private static Map<String, String> options(String name, Target target) {
    return target instanceof ChipTarget && LARGE.containsKey(name)
        ? Map.of("js.heap_bytes", LARGE.get(name))
        : Map.of();
  }

  private static String shown(Map<String, Object> answer) {
    Map<String, List<String>> headers = new TreeMap<>();
    for (Object field : Yaml.list(answer.get("headers"))) {
      List<?> pair = Yaml.list(field);
      headers.computeIfAbsent((String) pair.get(0), n -> new ArrayList<>()).add("" + pair.get(1));
    }
    byte[] body = Base64.getDecoder().decode((String) answer.get("body"));
    return shown(((Number) answer.get("status")).intValue(), headers, body);
  }

  private static String shown(Response response) {
    Map<String, List<String>> headers = new HashMap<>();
    for (Response.Header header : response.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (!OF_THE_SERVER.contains(name)) {
        headers.computeIfAbsent(name, n -> new ArrayList<>()).add(header.value());
      }
    }
    return shown(response.status(), headers, response.body());
  }

  private static String shown(int status, Map<String, List<String>> headers, byte[] body) {
    Response response = new Response(status, "", List.of(), body);
    return status + " " + new TreeMap<>(headers) + " " + response.text();
  }
}
