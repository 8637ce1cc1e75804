// Every example, served by the command line and called by two clients.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Client;
import dev.isere.tests.support.Expectation;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** tests/e2e/examples.yaml says how each is called; an example that it does not name fails. */
class ExamplesTest {
  /** A client. */
  private interface Sender {
    Response send(Map<String, Object> request) throws Exception;
  }

  /** Makes a client. */
  private interface SenderOf {
    Sender of(InetSocketAddress address) throws IOException;
  }

  @TestFactory
  List<DynamicTest> examples() throws IOException {
    Map<String, Object> calls = Yaml.map(Yaml.read(Home.tests("e2e/examples.yaml")));
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(dynamicTest("each example is called", () -> assertEquals(folders(), calls.keySet())));
    calls.forEach(
        (name, exchanges) -> {
          tests.add(
              dynamicTest(
                  name + " by Java's client",
                  () -> call(name, exchanges, a -> r -> new Client(a).start(r).get())));
          tests.add(dynamicTest(name + " by curl", () -> call(name, exchanges, curl(name))));
        });
    return tests;
  }

  private static SenderOf curl(String name) {
    return address -> new Curl(address, Cli.emptyFolder("curl-" + name))::send;
  }

  private static Set<String> folders() throws IOException {
    try (Stream<Path> files = Files.list(Home.root().resolve("examples"))) {
      Set<String> names = new TreeSet<>();
      files.filter(Files::isDirectory).forEach(f -> names.add(f.getFileName().toString()));
      return names;
    }
  }

  private static void call(String name, Object exchanges, SenderOf senders) throws Exception {
    try (Run run = Run.start("examples/" + name + "/handler.js")) {
      Sender sender = senders.of(run.address());
      for (Object exchange : Yaml.list(exchanges)) {
        Map<String, Object> map = Yaml.map(exchange, Set.of("request", "response"));
        Map<String, Object> request = request(map.get("request"));
        Response response = sender.send(request);
        String wrong = Expectation.mismatch(Yaml.map(map.get("response")), response);
        if (wrong != null) {
          throw new AssertionError(
              wrong + "\n" + map + "\n--- received\n" + response + run.output());
        }
      }
      assertEquals(0, run.stop("TERM"), run.output());
    }
  }

  private static Map<String, Object> request(Object request) {
    if (request instanceof String line) {
      String[] words = line.split(" ", 2);
      return Map.of("method", words[0], "path", words[1]);
    }
    return Yaml.map(request);
  }
}
