/*
 * Tests of what is expected of a response.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.Document;
import dev.isere.document.JsonReader;
import dev.isere.document.Problems;
import dev.isere.document.SourceText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpectedResponseTest {
  private static final List<HttpHeader> HEADERS =
      List.of(
          new HttpHeader("Content-Type", "application/json"),
          new HttpHeader("X-A", "1"),
          new HttpHeader("x-a", "2"),
          new HttpHeader("Date", "today"),
          new HttpHeader("Content-Length", "9"));

  private static ExpectedResponse read(String json) {
    Document document = JsonReader.read(new SourceText("t.json", json));
    Problems problems = new Problems();
    ExpectedResponse expected = ExpectedResponse.read(document, document.root(), "", problems);
    problems.throwIfAny();
    return expected;
  }

  private static HttpResponse response(int status, String body) {
    return new HttpResponse(status, "", HEADERS, body.getBytes(UTF_8));
  }

  private static Optional<String> mismatch(String json) {
    return read(json).mismatch(response(200, "{\"a\":10}"));
  }

  private static void fits(String json) {
    assertEquals(Optional.empty(), mismatch(json));
  }

  private static void differs(String json, String why) {
    assertEquals(Optional.of(why), mismatch(json));
  }

  @Test
  void expects200WhenNothingIsSaid() {
    fits("{}");
    assertEquals(
        Optional.of("expected status 200, got 404"), read("{}").mismatch(response(404, "")));
    assertEquals(
        Optional.empty(), read("{\"statusCode\": 404}").mismatch(response(404, "anything")));
  }

  @Test
  void comparesHeadersWhateverTheCaseOfTheirNames() {
    fits("{\"headers\": {\"CONTENT-TYPE\": \"application/json\", \"x-a\": [\"1\", \"2\"]}}");
    differs("{\"headers\": {\"x-a\": \"1\"}}", "expected header x-a `1`, got `1, 2`");
    differs("{\"headers\": {\"x-b\": \"1\"}}", "expected header x-b `1`, got missing");
  }

  @Test
  void nullSaysThatAHeaderIsNotThere() {
    fits("{\"headers\": {\"x-b\": null}}");
    differs("{\"headers\": {\"x-a\": null}}", "expected header x-a missing, got `1, 2`");
  }

  @Test
  void comparesBodies() {
    fits("{\"body\": {\"a\": 1e1}}");
    differs("{\"body\": {\"a\": 11}}", "expected body `{\"a\":11}`, got `{\"a\":10}`");
    fits("{\"body\": \"{\\\"a\\\":10}\"}");
    differs("{\"body\": \"{\\\"a\\\": 10}\"}", "expected body `{\"a\": 10}`, got `{\"a\":10}`");
    fits("{\"body\": \"eyJhIjoxMH0=\", \"isBase64Encoded\": true}");
    differs(
        "{\"body\": \"AAAA\", \"isBase64Encoded\": true}",
        "expected body `AAAA`, got `{\"a\":10}`");
  }

  @Test
  void aPatternHasToMatchTheWhole() {
    fits("{\"bodyMatches\": \"\\\\{.*\\\\d+\\\\}\"}");
    differs("{\"bodyMatches\": \"a\"}", "expected body `a`, got `{\"a\":10}`");
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    assertEquals(
        List.of(
            "`headers.a` has to be text, a list of texts or null",
            "`bodyMatches` is no regular expression: Unclosed group"),
        messages("{\"headers\": {\"a\": 1}, \"bodyMatches\": \"(\"}"));
    assertEquals(
        List.of("`statusCode` has to be a whole number from 100 to 599, not 99"),
        messages("{\"statusCode\": 99}"));
    assertEquals(
        List.of("`body` and `bodyMatches` exclude each other"),
        messages("{\"body\": \"a\", \"bodyMatches\": \"a\"}"));
  }

  private static List<String> messages(String json) {
    try {
      read(json);
      return List.of();
    } catch (IsereException e) {
      return e.diagnostics().stream().map(Diagnostic::message).toList();
    }
  }

  @Test
  void aSnapshotFitsItsResponseAndLeavesOutWhatTheServerAdds() {
    String text = ExpectedResponse.snapshot(response(201, "{\"b\":1,\"a\":[]}"));
    assertEquals(
        """
        {
          "statusCode": 201,
          "headers": {
            "content-type": "application/json",
            "x-a": [ "1", "2" ]
          },
          "body": {"a":[],"b":1}
        }
        """,
        text);
    assertEquals(Optional.empty(), read(text).mismatch(response(201, "{\"a\":[],\"b\":1}")));
  }

  @Test
  void aSnapshotOfBytesIsBase64() {
    HttpResponse bytes = new HttpResponse(200, "", List.of(), new byte[] {0, -1});
    assertEquals(Optional.empty(), read(ExpectedResponse.snapshot(bytes)).mismatch(bytes));
    assertEquals(
        Optional.of("expected body `AP8=`, got `{}`"),
        read(ExpectedResponse.snapshot(bytes))
            .mismatch(new HttpResponse(200, "", List.of(), "{}".getBytes(UTF_8))));
  }

  @Test
  void aSnapshotOfAFailureHasItsStatusAlone() {
    assertEquals("{\n  \"statusCode\": 500\n}\n", ExpectedResponse.snapshot(response(500, "id 1")));
  }

  @Test
  void aPatternThatRecursesTooDeepIsAMismatch() {
    String said =
        read("{\"bodyMatches\": \"(.|x)*\"}")
            .mismatch(response(200, "y".repeat(1_000_000)))
            .orElseThrow();
    assertEquals(
        "`bodyMatches` recurses too deep for a body of 1000000 bytes; possessive groups, (...)*+, do not",
        said);
    assertEquals(
        Optional.empty(),
        read("{\"bodyMatches\": \"(.|x)*+\"}").mismatch(response(200, "y".repeat(1_000_000))));
  }
}
