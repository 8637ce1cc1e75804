/*
 * Tests of what isere invoke says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.build.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InvokeReportTest {
  private static final List<HttpHeader> HEADERS =
      List.of(
          new HttpHeader("Set-Cookie", "a"),
          new HttpHeader("X", "y"),
          new HttpHeader("set-cookie", "b"));
  private static final List<LogRecord> LOGS =
      List.of(
          new LogRecord("info", Optional.of("r-1"), "hi"),
          new LogRecord("warn", Optional.empty(), "x"));

  private static InvokeReport report(byte... body) {
    return new InvokeReport(
        new HttpResponse(200, "OK", HEADERS, body), LOGS, Optional.empty(), Optional.empty());
  }

  @Test
  void addsWhatItCost() {
    Cost cost = new Cost(1_030_000, 30_768, 24_797, 74_032, 75_864, 262_144, 2_312, 30_720);
    HttpResponse empty = new HttpResponse(200, "OK", List.of(), new byte[0]);
    assertEquals(
        "{\"response\":{\"statusCode\":200,\"headers\":{},\"body\":\"\"},\"logs\":[],"
            + "\"cost\":{\"instructions_warm\":24797,\"instructions_cold\":30768,"
            + "\"instructions_boot\":1030000,\"heap_loaded_bytes\":74032,"
            + "\"heap_peak_bytes\":75864,\"stack_peak_bytes\":2312}}",
        new InvokeReport(empty, List.of(), Optional.of(cost), Optional.empty())
            .json(entry -> entry));
  }

  @Test
  void writesOneJsonObject() {
    assertEquals(
        "{\"response\":{\"statusCode\":200,"
            + "\"headers\":{\"set-cookie\":[\"a\",\"b\"],\"x\":\"y\"},\"body\":\"ü\"},"
            + "\"logs\":[{\"level\":\"info\",\"requestId\":\"r-1\",\"message\":\"hi\"},"
            + "{\"level\":\"warn\",\"message\":\"x\"}]}",
        report("ü".getBytes(UTF_8)).json(entry -> entry));
  }

  @Test
  void writesBytesAsBase64() {
    String json = report((byte) 0xff, (byte) 0).json(entry -> entry);
    assertEquals(
        "\"body\":\"/wA=\",\"isBase64Encoded\":true}",
        json.substring(json.indexOf("\"body\""), json.indexOf(",\"logs\"")));
  }

  @Test
  void writesTheBodyAloneToStdout() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    byte[] body = {'a', (byte) 0xff, 0};
    Screen screen = new Screen(new PrintStream(out), new PrintStream(err), false);
    report(body).show(screen, screen::log);
    assertArrayEquals(body, out.toByteArray());
    assertEquals(
        "200 OK\nSet-Cookie: a\nX: y\nset-cookie: b\ninfo [r-1] hi\nwarn x\n", err.toString(UTF_8));
  }
}
