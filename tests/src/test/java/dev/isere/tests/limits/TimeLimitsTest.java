// How long a client may take.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Response;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Both sides of the timeouts. A client that goes on at once is in time whatever the machine's load;
 * one that does nothing is late whatever it is.
 */
class TimeLimitsTest {
  private static final int TIMEOUT_MS = 1500;

  /** Larger than what the kernel keeps for a reader that does not read. */
  private static final int LARGE = 16_000_000;

  @Test
  @Limit("http.header_timeout_ms")
  void headerSection() throws IOException {
    String half = "GET /ok HTTP/1.1\r\nHo";
    try (Limited runtime = Limited.with("http.header_timeout_ms", TIMEOUT_MS)) {
      try (Wire prompt = runtime.say(half);
          Wire late = runtime.say(half)) {
        prompt.send(Limited.bytes("st: a\r\n\r\n"));
        assertEquals("ok", prompt.read("GET").text());
        assertEquals(408, late.read("GET").status());
        assertNull(late.read("GET"));
      }
    }
  }

  @Test
  @Limit("http.body_timeout_ms")
  void body() throws IOException {
    String upload = "POST /" + Limited.HOST + "Content-Length: 5\r\n\r\nab";
    try (Limited runtime = Limited.with("http.body_timeout_ms", TIMEOUT_MS)) {
      try (Wire prompt = runtime.say(upload);
          Wire late = runtime.say(upload)) {
        prompt.send(Limited.bytes("cde"));
        assertEquals("5", prompt.read("GET").text());
        assertEquals(408, late.read("GET").status());
        assertNull(late.read("GET"));
      }
    }
  }

  @Test
  @Limit("http.idle_timeout_ms")
  void idle() throws IOException {
    try (Limited runtime = Limited.with("http.idle_timeout_ms", TIMEOUT_MS);
        Wire wire = runtime.connect()) {
      assertEquals("ok", Limited.again(wire, "/ok").text());
      assertEquals("ok", Limited.again(wire, "/ok").text());
      long began = System.nanoTime();
      assertNull(wire.read("GET"));
      assertLater(began, TIMEOUT_MS);
    }
  }

  @Test
  @Limit("http.send_timeout_ms")
  void slowReader() throws Exception {
    Object[] options = {
      "http.send_timeout_ms", TIMEOUT_MS, "function.max_response_body_bytes", LARGE
    };
    try (Limited runtime = Limited.with(options)) {
      assertEquals(LARGE, runtime.get("/body?n=" + LARGE).body().length);
      try (Wire slow = runtime.ask("/body?n=" + LARGE)) {
        TimeUnit.MILLISECONDS.sleep(2L * TIMEOUT_MS);
        assertThrows(IOException.class, () -> slow.read("GET"));
      }
      assertEquals("ok", runtime.get("/ok").text());
    }
  }

  @Test
  @Limit("http.busy_timeout_ms")
  void whileOthersWait() throws IOException {
    Object[] options = {"http.max_connections", 1, "http.busy_timeout_ms", TIMEOUT_MS};
    try (Limited runtime = Limited.with(options);
        Wire first = runtime.connect()) {
      long began = System.nanoTime();
      assertEquals("ok", Limited.again(first, "/ok").text());
      try (Wire second = runtime.ask("/ok")) {
        assertEquals("ok", Limited.again(first, "/ok").text());
        assertEquals("ok", second.read("GET").text());
        assertLater(began, TIMEOUT_MS);
        assertNull(first.read("GET"));
      }
    }
  }

  @Test
  @Limit("server.drain_timeout_ms")
  void draining() throws Exception {
    assertEquals("waited", answerWhileStopping(TIMEOUT_MS, 60_000).text());
    assertNull(answerWhileStopping(60_000, 300));
  }

  /** Asks for something that takes a while, and tells the runtime to stop meanwhile. */
  private static Response answerWhileStopping(int takesMs, int drainMs) throws Exception {
    Object[] options = {"server.drain_timeout_ms", drainMs, "function.timeout_ms", 120_000};
    Limited runtime = Limited.with(options);
    try (Wire wire = runtime.ask("/wait?n=" + takesMs);
        Wire other = runtime.connect()) {
      // What came after it has been answered, so the function has it.
      assertEquals("ok", Limited.again(other, "/ok").text());
      CompletableFuture<Void> stopped =
          CompletableFuture.runAsync(
              () -> {
                try {
                  runtime.close();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      Response response = wire.read("GET");
      stopped.get(Wire.PATIENCE_MS, TimeUnit.MILLISECONDS);
      return response;
    }
  }

  private static void assertLater(long began, int ms) {
    // The server's clock may have begun a little earlier than ours.
    long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    assertTrue(passed > ms - 100, "closed after " + passed + " ms");
  }
}
