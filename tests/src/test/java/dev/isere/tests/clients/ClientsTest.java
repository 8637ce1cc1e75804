// Five clients that know nothing of each other.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.PosixTarget;
import dev.isere.tests.support.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Thousands of requests by each, to one runtime; it ends cleanly after all of them. */
class ClientsTest {
  private static final int REQUESTS = 4000;
  private static final Pattern WRK_REQUESTS = Pattern.compile("([0-9]+) requests in ");

  private static Target.Served served;
  private static String origin;

  @BeforeAll
  static void serve() throws IOException {
    Path handler = Home.tests("clients/handler.js");
    Path image = ImageBuilder.build(handler, Map.of("name", "clients"), false);
    served = new PosixTarget(Home.runtime()).serve(image, Map.of());
    origin = "http://127.0.0.1:" + served.address().getPort();
  }

  @AfterAll
  static void stop() throws IOException {
    served.close();
  }

  private static List<String> run(String... command) throws IOException {
    Child child = new Child(new ProcessBuilder(command));
    assertEquals(0, child.await(), child.output());
    return child.out();
  }

  private static String port() {
    return Integer.toString(served.address().getPort());
  }

  @Test
  void wrk() throws IOException {
    int requests = 0;
    for (int round = 0; requests < REQUESTS && round < 30; round++) {
      String said = String.join("\n", run("wrk", "-t2", "-c32", "-d2s", origin + "/wrk"));
      assertFalse(said.contains("Socket errors"), said);
      assertFalse(said.contains("Non-2xx"), said);
      Matcher count = WRK_REQUESTS.matcher(said);
      assertTrue(count.find(), said);
      requests += Integer.parseInt(count.group(1));
    }
    assertTrue(requests >= REQUESTS, requests + " requests");
  }

  @Test
  void curlOnOneConnection() throws IOException {
    String[] options = {"-sS", "-w", "\\n%{http_code} %{num_connects}\\n"};
    List<String> lines =
        run("curl", options[0], options[1], options[2], origin + "/[1-" + REQUESTS + "]");
    assertEquals(2 * REQUESTS, lines.size());
    for (int i = 0; i < REQUESTS; i++) {
      assertEquals("/" + (i + 1), lines.get(2 * i));
      assertEquals(i == 0 ? "200 1" : "200 0", lines.get(2 * i + 1));
    }
  }

  @Test
  void curlInParallel() throws IOException {
    String[] said = {"-o", "/dev/null", "-w", "%{http_code} %{size_download} %{url}\\n"};
    List<String> lines =
        run(
            "curl",
            "-sS",
            "--parallel",
            "--parallel-max",
            "32",
            said[0],
            said[1],
            said[2],
            said[3],
            origin + "/[1-1000]");
    String answer = "200 [2-5] " + Pattern.quote(origin) + "/[0-9]+";
    assertEquals(1000, lines.stream().distinct().filter(l -> l.matches(answer)).count());
  }

  /** Beyond a megabyte curl asks first: Expect: 100-continue. */
  @Test
  void curlUploads() throws IOException {
    Path file = Files.createTempFile(Files.createDirectories(Home.work("clients")), "up", ".txt");
    Files.writeString(file, "0123456789".repeat(104_857));
    for (int i = 0; i < 20; i++) {
      List<String> lines =
          run(
              "curl",
              "-sS",
              "-T",
              file.toString(),
              "-H",
              "Expect: 100-continue",
              "-w",
              "\\n%{http_code} %{size_download}\\n",
              "-o",
              "/dev/null",
              origin + "/");
      assertEquals("200 1048570", lines.get(lines.size() - 1));
    }
  }

  @Test
  void undici() throws IOException {
    String modules = System.getProperty("isere.clients");
    assertTrue(modules != null, "./check clients installs undici and says where");
    Path node;
    try (var found = Files.walk(Path.of(modules, "node_modules"), 3)) {
      node = found.filter(p -> p.endsWith("bin/node")).findFirst().orElseThrow();
    }
    String script = Home.tests("clients/undici.mjs").toString();
    List<String> said = run(node.toString(), script, modules, port(), Integer.toString(REQUESTS));
    assertEquals(List.of(Integer.toString(REQUESTS + 200)), said);
  }

  @Test
  void python() throws IOException {
    String script = Home.tests("clients/http_client.py").toString();
    List<String> said = run("python3", script, port(), Integer.toString(REQUESTS));
    assertEquals(List.of(Integer.toString(REQUESTS + 200)), said);
  }

  @Test
  void java() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (int batch = 0; batch < REQUESTS / 50; batch++) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(client.sendAsync(javaRequest(batch, i), HttpResponse.BodyHandlers.ofString()));
      }
      for (int i = 0; i < answers.size(); i++) {
        HttpResponse<String> answer = answers.get(i).get();
        assertEquals(200, answer.statusCode());
        assertEquals(javaText(batch, i), answer.body());
      }
    }
  }

  private static String javaText(int batch, int i) {
    return i % 2 == 0 ? "/" + batch + "/" + i : (batch + " ").repeat(i * 100);
  }

  private static HttpRequest javaRequest(int batch, int i) {
    String path = i % 2 == 0 ? "/" + batch + "/" + i : "/";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin + path)).timeout(Duration.ofSeconds(60));
    return i % 2 == 0
        ? request.build()
        : request.POST(HttpRequest.BodyPublishers.ofString(javaText(batch, i))).build();
  }
}
