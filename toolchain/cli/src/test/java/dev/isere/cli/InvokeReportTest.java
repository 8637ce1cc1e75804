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
    return new InvokeReport(new HttpResponse(200, "OK", HEADERS, body), LOGS);
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
