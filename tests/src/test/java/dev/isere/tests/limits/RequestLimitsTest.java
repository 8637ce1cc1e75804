// What a client may send, and how many may be there.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Response;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Both sides of the limits of the group {@code http} that count bytes, fields and clients. */
class RequestLimitsTest {
  /** Long enough for an answer to come if one were to come. */
  private static final int SILENCE_MS = 400;

  /** Fills the receive buffer, so that the other half needs one of the pool. */
  private static final String HALF = "b".repeat(50_000);

  private static final String BODY = HALF.repeat(2);
  private static final String UPLOAD =
      "POST /" + Limited.HOST + "Content-Length: " + BODY.length() + "\r\n\r\n";

  @Test
  @Limit("http.max_header_bytes")
  void headerSection() throws IOException {
    try (Limited runtime = Limited.with("http.max_header_bytes", 700)) {
      String rest = "GET /ok" + Limited.HOST + "X: \r\n\r\n";
      assertEquals(200, runtime.exchange(padded(rest, 700)).status());
      assertEquals(431, runtime.exchange(padded(rest, 701)).status());
    }
  }

  private static String padded(String request, int length) {
    return request.replace("X: ", "X: " + "v".repeat(length - request.length()));
  }

  @Test
  @Limit("http.max_headers")
  void fields() throws IOException {
    try (Limited runtime = Limited.with("http.max_headers", 11)) {
      String start = "GET /ok" + Limited.HOST;
      assertEquals(200, runtime.exchange(start + "X: y\r\n".repeat(10) + "\r\n").status());
      assertEquals(431, runtime.exchange(start + "X: y\r\n".repeat(11) + "\r\n").status());
    }
  }

  @Test
  @Limit("http.max_target_bytes")
  void target() throws IOException {
    try (Limited runtime = Limited.with("http.max_target_bytes", 77)) {
      assertEquals(200, runtime.get("/" + "t".repeat(76)).status());
      assertEquals(414, runtime.get("/" + "t".repeat(77)).status());
    }
  }

  @Test
  @Limit("http.max_body_bytes")
  void body() throws IOException {
    for (int limit : new int[] {0, 1, 1000, 40_000}) {
      try (Limited runtime = Limited.with("http.max_body_bytes", limit)) {
        assertEquals(Integer.toString(limit), runtime.exchange(post(limit)).text());
        assertEquals(413, runtime.exchange(post(limit + 1)).status());
      }
    }
  }

  private static String post(int length) {
    String fields = "Content-Length: " + length + "\r\n\r\n";
    return "POST /" + Limited.HOST + fields + "b".repeat(length);
  }

  @Test
  @Limit("http.send_buffer_bytes")
  void responseHeaderSection() throws IOException {
    try (Limited runtime = Limited.with("http.send_buffer_bytes", 1024)) {
      Response small = runtime.get("/value?n=100");
      int value = 100 + 1024 - headerSection(small);
      assertEquals(200, runtime.get("/value?n=" + value).status());
      assertEquals(500, runtime.get("/value?n=" + (value + 1)).status());
    }
  }

  private static int headerSection(Response response) {
    int bytes = "HTTP/1.1 200 OK\r\n\r\n".length();
    for (Response.Header header : response.headers()) {
      bytes += header.name().length() + ": \r\n".length() + header.value().length();
    }
    return bytes;
  }

  @Test
  @Limit("http.max_requests_per_connection")
  void requestsOfAConnection() throws IOException {
    try (Limited runtime = Limited.with("http.max_requests_per_connection", 3);
        Wire wire = runtime.connect()) {
      assertEquals(0, Limited.again(wire, "/ok").all("connection").size());
      assertEquals(0, Limited.again(wire, "/ok").all("connection").size());
      assertEquals("close", Limited.again(wire, "/ok").all("connection").get(0));
      assertNull(wire.read("GET"));
    }
  }

  @Test
  @Limit("http.max_connections")
  void connections() throws IOException {
    try (Limited runtime =
            Limited.with("http.max_connections", 3, "http.busy_timeout_ms", 3_600_000);
        Wire first = runtime.ask("/ok");
        Wire second = runtime.ask("/ok");
        Wire third = runtime.ask("/ok")) {
      for (Wire served : new Wire[] {first, second, third}) {
        assertEquals("ok", served.read("GET").text());
      }
      try (Wire fourth = runtime.ask("/ok")) {
        assertTrue(fourth.isSilent(SILENCE_MS));
        assertEquals("ok", Limited.again(second, "/ok").text());
        first.endOutput();
        assertEquals("ok", fourth.read("GET").text());
      }
    }
  }

  @Test
  @Limit("http.max_refusals")
  void refusals() throws IOException {
    try (Limited runtime =
            Limited.with(
                "http.max_connections", 4,
                "http.max_refusals", 2,
                "http.busy_timeout_ms", 3_600_000);
        Wire first = runtime.ask("/ok");
        Wire second = runtime.ask("/ok")) {
      assertEquals("ok", first.read("GET").text());
      assertEquals("ok", second.read("GET").text());
      for (int i = 0; i < 20; i++) {
        try (Wire refused = runtime.ask("/ok")) {
          assertEquals(503, refused.read("GET").status());
          assertNull(refused.read("GET"));
        }
      }
      assertEquals("ok", Limited.again(first, "/ok").text());
      assertEquals("ok", Limited.again(second, "/ok").text());
    }
  }

  @Test
  @Limit("http.receive_buffers")
  void receiveBuffers() throws IOException {
    String half = "GET /ok HTTP/1.1\r\nHo";
    Object[] two = {"http.receive_buffers", 2, "http.busy_timeout_ms", 3_600_000};
    try (Limited runtime = Limited.with(two);
        Wire first = runtime.say(half)) {
      assertEquals("ok", runtime.get("/ok").text());
      try (Wire second = runtime.say(half);
          Wire third = runtime.ask("/ok")) {
        assertTrue(third.isSilent(SILENCE_MS));
        first.send(Limited.bytes("st: a\r\n\r\n"));
        assertEquals("ok", first.read("GET").text());
        assertEquals("ok", third.read("GET").text());
        assertTrue(second.isSilent(1));
      }
    }
  }

  @Test
  @Limit("http.body_buffers")
  void bodyBuffers() throws IOException {
    Object[] two = {"http.body_buffers", 2, "http.busy_timeout_ms", 3_600_000};
    try (Limited runtime = Limited.with(two);
        Wire first = runtime.say(UPLOAD + HALF)) {
      assertEquals("100000", runtime.exchange(UPLOAD + BODY).text());
      try (Wire second = runtime.say(UPLOAD + HALF);
          Wire third = runtime.say(UPLOAD + BODY)) {
        assertTrue(third.isSilent(SILENCE_MS));
        first.send(Limited.bytes(HALF));
        assertEquals("100000", first.read("GET").text());
        assertEquals("100000", third.read("GET").text());
        assertTrue(second.isSilent(1));
      }
    }
  }
}
