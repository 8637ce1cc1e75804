// How a board serves: many requests, slow clients, no clock.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.zephyr;

import dev.isere.tests.support.Flash;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Target;
import dev.isere.tests.support.Wire;
import dev.isere.tests.support.ZephyrTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** With the limits of a Pico 2: 8 connections, 3 receive buffers. */
class ServingTest {
  private static final ZephyrTarget BOARD = (ZephyrTarget) Target.current();
  private static final String GET = "GET /%s HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int CONNECTIONS = 8;
  private static final int REQUESTS = 10_000;
  private static final String HANDLER =
      """
      let served = 0
      const hog = []
      export const handler = async (event) => {
        served += 1
        if (event.path === '/large') return 'x'.repeat(60000)
        if (event.path === '/forever') for (;;) {}
        if (event.path === '/fill') for (;;) hog.push(new Array(1000).fill(served))
        return { served, board: event.path }
      }
      """;

  private static ZephyrTarget.Running boot() throws IOException {
    Path handler =
        Files.createDirectories(Home.work("zephyr").resolve("serving")).resolve("handler.js");
    Files.writeString(handler, HANDLER);
    Map<String, Object> project =
        Map.of("name", "My_Sensor", "function", Map.of("timeout_ms", 2000));
    byte[] image = Files.readAllBytes(ImageBuilder.build(handler, project, false));
    Map<String, String> limits =
        Map.of(
            "http.max_connections",
            "8",
            "http.receive_buffers",
            "3",
            "js.heap_bytes",
            "262144",
            "js.stack_bytes",
            "24576",
            "http.header_timeout_ms",
            "3000");
    return BOARD.boot(new Flash().options(limits).slot(Flash.SLOT_A, 1, image));
  }

  private static byte[] get(String path) {
    return GET.formatted(path).getBytes(StandardCharsets.US_ASCII);
  }

  private static Response ask(Wire wire, String path) throws IOException {
    wire.send(get(path));
    return wire.read("GET");
  }

  private static void expect(Response response, int status, String text) {
    if (response == null || response.status() != status || !response.text().contains(text)) {
      throw new AssertionError("expected " + status + " " + text + ", got\n" + response);
    }
  }

  @Test
  void servesTenThousandRequestsOnEightConnectionsWithoutDrift() throws Exception {
    try (ZephyrTarget.Running running = boot()) {
      ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS);
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(pool.submit(() -> many(running)));
      }
      for (Future<?> client : clients) {
        client.get();
      }
      pool.shutdown();
      try (Wire wire = new Wire(running.address())) {
        expect(ask(wire, "x"), 200, "\"served\":" + (REQUESTS + 1) + ",");
      }
      if (!running.log().isEmpty()) {
        throw new AssertionError("logged: " + running.log());
      }
    }
  }

  private static Void many(ZephyrTarget.Running running) throws IOException {
    try (Wire wire = new Wire(running.address())) {
      for (int i = 0; i < REQUESTS / CONNECTIONS; i++) {
        expect(ask(wire, "n" + i), 200, "/n" + i + "\"");
      }
    }
    return null;
  }

  /**
   * More slow clients than receive buffers: others wait until their header sections are given up.
   */
  @Test
  void servesBesideSlowClients() throws IOException {
    try (ZephyrTarget.Running running = boot()) {
      List<Wire> slow = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS - 1; i++) {
        Wire wire = new Wire(running.address());
        wire.send("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        slow.add(wire);
      }
      try (Wire wire = new Wire(running.address())) {
        expect(ask(wire, "x"), 200, "/x");
      }
      expect(slow.get(0).read("GET"), 408, "");
      for (Wire wire : slow) {
        wire.close();
      }
      try (Wire wire = new Wire(running.address())) {
        expect(ask(wire, "x"), 200, "/x");
      }
    }
  }

  /** They hold buffers of the network, and others get through all the same. */
  @Test
  void servesBesideClientsThatDoNotRead() throws IOException {
    try (ZephyrTarget.Running running = boot()) {
      List<Wire> deaf = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Wire wire = new Wire(running.address());
        wire.send(get("large"));
        deaf.add(wire);
      }
      try (Wire wire = new Wire(running.address())) {
        for (int i = 0; i < 20; i++) {
          expect(ask(wire, "x" + i), 200, "/x" + i);
        }
      }
      for (Wire wire : deaf) {
        expect(wire.read("GET"), 200, "x".repeat(60_000));
        wire.close();
      }
    }
  }

  @Test
  void startsTheFunctionAfreshWhenItNeverEndsOrFillsItsMemory() throws IOException {
    try (ZephyrTarget.Running running = boot()) {
      try (Wire wire = new Wire(running.address())) {
        expect(ask(wire, "x"), 200, "\"served\":1,");
        expect(ask(wire, "forever"), 504, "");
      }
      for (int i = 0; i < 3; i++) {
        try (Wire wire = new Wire(running.address())) {
          expect(ask(wire, "x"), 200, "\"served\":1,");
          expect(ask(wire, "fill"), 503, "");
        }
      }
    }
  }

  @Test
  void sendsADateWhenThereIsAClockAndNoneOtherwise() throws IOException {
    try (ZephyrTarget.Running running = boot();
        Wire wire = new Wire(running.address())) {
      Response response = ask(wire, "x");
      expect(response, 200, "/x");
      if (response.all("date").isEmpty() == BOARD.hasClock()) {
        throw new AssertionError("a clock is set: " + BOARD.hasClock() + "\n" + response);
      }
    }
  }
}
