// What a function may take.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Response;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Both sides of the limits in the groups {@code function} and {@code js}. */
class FunctionLimitsTest {
  @Test
  @Limit("function.timeout_ms")
  void timeout() throws IOException {
    try (Limited runtime = Limited.with("function.timeout_ms", 1500)) {
      assertEquals("waited", runtime.get("/wait?n=1").text());
      assertEquals(504, runtime.get("/wait?n=60000").status());
      assertEquals("ok", runtime.get("/ok").text());
    }
  }

  @Test
  @Limit("function.max_in_flight")
  void inFlight() throws IOException {
    try (Limited runtime = Limited.with("function.max_in_flight", 3);
        Wire first = runtime.ask("/pending");
        Wire second = runtime.ask("/pending")) {
      assertEquals("ok", runtime.get("/ok").text());
      try (Wire third = runtime.ask("/pending")) {
        Response beyond;
        do {
          beyond = runtime.get("/ok");
        } while (beyond.status() == 200);
        assertEquals(503, beyond.status());
        assertTrue(beyond.text().contains("too many requests are in flight"), beyond.text());
        assertTrue(first.isSilent(1) && second.isSilent(1) && third.isSilent(1));
      }
    }
  }

  @Test
  @Limit("function.max_recycles")
  void recycles() throws IOException {
    Object[] options = {"function.max_recycles", 3, "js.heap_bytes", 262_144};
    try (Limited runtime = Limited.with(options)) {
      for (int i = 0; i < 2; i++) {
        assertEquals(503, runtime.get("/fill").status());
      }
      assertEquals("ok", runtime.get("/ok").text());
      for (int i = 0; i < 3; i++) {
        assertEquals(503, runtime.get("/fill").status());
      }
      Response paused = runtime.get("/ok");
      assertTrue(
          paused.status() == 200 || paused.text().contains("3 times in a row"), paused.text());
      String said = "3 times in a row; it is paused for 100 ms";
      assertTrue(runtime.outputWith(said).contains(said), runtime.output());
      while (paused.status() != 200) {
        assertEquals(503, paused.status());
        paused = runtime.get("/ok");
      }
    }
  }

  @Test
  @Limit("function.max_timers")
  void timers() throws IOException {
    try (Limited runtime = Limited.with("function.max_timers", 7)) {
      assertEquals("set", runtime.get("/timers?n=7").text());
      assertEquals("RangeError", runtime.get("/timers?n=8").text());
      assertEquals("set", runtime.get("/timers?n=7").text());
    }
  }

  @Test
  @Limit("function.max_response_headers")
  void responseHeaders() throws IOException {
    try (Limited runtime = Limited.with("function.max_response_headers", 9)) {
      Response within = runtime.get("/fields?n=9");
      assertEquals(200, within.status());
      assertEquals(1, within.all("x-8").size());
      assertEquals(500, runtime.get("/fields?n=10").status());
    }
  }

  @Test
  @Limit("function.max_response_body_bytes")
  void responseBody() throws IOException {
    try (Limited runtime = Limited.with("function.max_response_body_bytes", 5000)) {
      assertEquals(5000, runtime.get("/body?n=5000").body().length);
      assertEquals(500, runtime.get("/body?n=5001").status());
    }
  }

  @Test
  @Limit("js.heap_bytes")
  void heap() throws IOException {
    try (Limited runtime = Limited.with("js.heap_bytes", 262_144)) {
      assertEquals("100000", runtime.get("/allocate?n=100000").text());
      assertEquals(500, runtime.get("/allocate?n=262144").status());
      assertEquals("1", runtime.get("/keep?n=90000").text());
      assertEquals(503, runtime.get("/keep?n=90000").status());
      assertEquals("1", runtime.get("/keep?n=90000").text());
    }
    try (Limited runtime = Limited.with("js.heap_bytes", 524_288)) {
      assertEquals("262144", runtime.get("/allocate?n=262144").text());
      assertEquals("1", runtime.get("/keep?n=90000").text());
      assertEquals("2", runtime.get("/keep?n=90000").text());
    }
  }

  /** How much a call takes is the compiler's business, so the depth is found out first. */
  @Test
  @Limit("js.stack_bytes")
  void stack() throws IOException {
    int depth;
    try (Limited runtime = Limited.with("js.stack_bytes", 262_144)) {
      depth = Integer.parseInt(runtime.get("/depth").text());
      assertEquals(Integer.toString(depth / 2), runtime.get("/descend?n=" + depth / 2).text());
      assertEquals(500, runtime.get("/descend?n=" + 3 * depth).status());
      assertEquals("ok", runtime.get("/ok").text());
    }
    try (Limited runtime = Limited.with("js.stack_bytes", 2_097_152)) {
      assertEquals(Integer.toString(3 * depth), runtime.get("/descend?n=" + 3 * depth).text());
    }
  }
}
