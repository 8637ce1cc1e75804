/*
 * Tests of one HTTP exchange, without a connection.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isere.diagnostic.ExitCode;
import dev.isere.document.Errors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpExchangeTest {
  private static HttpRequest request(String method, String body, HttpHeader... headers) {
    return new HttpRequest(
        method,
        "/a?b",
        List.of(headers),
        Optional.ofNullable(body).map(text -> text.getBytes(UTF_8)));
  }

  private static String encode(HttpRequest request) {
    return new String(HttpExchange.encode(request, "h:1"), UTF_8);
  }

  private static HttpResponse read(String method, String response) throws IOException {
    return HttpExchange.read(
        request(method, null), new ByteArrayInputStream(response.getBytes(ISO_8859_1)));
  }

  private static String body(String response) throws IOException {
    return new String(read("GET", response).body(), ISO_8859_1);
  }

  @Test
  void addsOnlyWhatARequestNeeds() {
    assertEquals("GET /a?b HTTP/1.1\r\nHost: h:1\r\n\r\n", encode(request("GET", null)));
    assertEquals(
        "POST /a?b HTTP/1.1\r\nHost: h:1\r\nContent-Length: 2\r\n\r\nü",
        encode(request("POST", "ü")));
  }

  @Test
  void sendsHeadersExactlyAsGiven() {
    assertEquals(
        "BREW /a?b HTTP/1.1\r\nhOST: x\r\nContent-Length: 99\r\n\r\nab",
        encode(
            request(
                "BREW",
                "ab",
                new HttpHeader("hOST", "x"),
                new HttpHeader("Content-Length", "99"))));
  }

  @Test
  void refusesWhatCouldNotBeOneRequest() {
    Errors.only(ExitCode.USAGE, () -> request("G ET", null));
    Errors.only(ExitCode.USAGE, () -> request("", null));
    Errors.only(ExitCode.USAGE, () -> request("GET", null, new HttpHeader("a b", "")));
    Errors.only(ExitCode.USAGE, () -> request("GET", null, new HttpHeader("a", "b\r\nc: d")));
    Errors.only(ExitCode.USAGE, () -> new HttpRequest("GET", "/a b", List.of(), Optional.empty()));
  }

  @Test
  void readsStatusHeadersAndBody() throws IOException {
    HttpResponse response =
        read("GET", "HTTP/1.1 201 Made It\r\nA: 1\r\nA:2 \r\nContent-Length: 2\r\n\r\nokmore");
    assertEquals(201, response.status());
    assertEquals("Made It", response.reason());
    assertEquals(
        List.of(
            new HttpHeader("A", "1"),
            new HttpHeader("A", "2"),
            new HttpHeader("Content-Length", "2")),
        response.headers());
    assertEquals("ok", new String(response.body(), UTF_8));
  }

  @Test
  void readsChunks() throws IOException {
    assertEquals(
        "hello",
        body(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: 1\r\n\r\n"));
  }

  @Test
  void readsABodyThatEndsWithTheConnection() throws IOException {
    assertEquals("all", body("HTTP/1.1 200 OK\r\n\r\nall"));
  }

  @Test
  void skipsInterimResponses() throws IOException {
    assertEquals(200, read("GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n").status());
  }

  @Test
  void knowsResponsesWithoutABody() throws IOException {
    assertEquals(0, read("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").body().length);
    assertEquals(0, read("GET", "HTTP/1.1 204 No Content\r\n\r\nx").body().length);
  }

  @Test
  void refusesEveryResponseThatIsCutShort() {
    String whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThrows(IOException.class, () -> read("GET", cut), cut);
    }
  }

  @Test
  void refusesWhatIsNoResponse() {
    assertThrows(IOException.class, () -> read("GET", "SSH-2.0-x\r\n\r\n"));
    assertThrows(IOException.class, () -> read("GET", "HTTP/1.1 200 OK\r\nbroken\r\n\r\n"));
    assertThrows(
        IOException.class, () -> read("GET", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"));
    assertThrows(
        IOException.class,
        () -> read("GET", "HTTP/1.1 200 OK\r\nA: " + "x".repeat(1 << 20) + "\r\n\r\n"));
  }
}
