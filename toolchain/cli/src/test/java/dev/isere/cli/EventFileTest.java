/*
 * Tests of reading event files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.document.Errors;
import dev.isere.document.JsonReader;
import dev.isere.document.SourceText;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFileTest {
  private static HttpRequest read(String json) {
    return EventFile.read(JsonReader.read(new SourceText("e.json", json))).request();
  }

  private static Diagnostic refusal(String json) {
    return Errors.only(() -> read(json));
  }

  @Test
  void takesTheEventAloneOrWithWhatIsExpected() {
    assertEquals("/a", read("{\"path\": \"/a\"}").target());
    assertEquals("/a", read("{\"event\": {\"path\": \"/a\"}, \"expect\": {}}").target());
  }

  @Test
  void hasDefaultsForEverything() {
    HttpRequest request = read("{}");
    assertEquals("GET", request.method());
    assertEquals("/", request.target());
    assertTrue(request.body().isEmpty());
  }

  @Test
  void encodesPathAndQuery() {
    assertEquals(
        "/a%20b/100%25/%C3%BC%3F?k%20=1%262&k%20=%2B&x=",
        read("{\"path\": \"/a b/100%/ü?\", \"query\": {\"k \": [\"1&2\", \"+\"], \"x\": \"\"}}")
            .target());
  }

  @Test
  void sendsRawPathAndQueryAsTheyAre() {
    assertEquals(
        "/%41?a=%zz",
        read("{\"rawPath\": \"/%41\", \"path\": \"/x\", \"rawQuery\": \"a=%zz\"}").target());
  }

  @Test
  void repeatsAHeaderThatHasAList() {
    assertEquals(
        List.of(new HttpHeader("A", "1"), new HttpHeader("A", "2"), new HttpHeader("b", "3")),
        read("{\"headers\": {\"A\": [\"1\", \"2\"], \"b\": \"3\"}}").headers());
  }

  @Test
  void decodesABodyThatIsBase64() {
    assertArrayEquals(
        new byte[] {(byte) 0xff, 0},
        read("{\"body\": \"/wA=\", \"isBase64Encoded\": true}").body().orElseThrow());
    assertEquals(
        "`body` is not base64", refusal("{\"body\": \"?\", \"isBase64Encoded\": true}").message());
  }

  @Test
  void takesNullForNoBody() {
    assertTrue(read("{\"body\": null}").body().isEmpty());
  }

  @Test
  void namesUnknownKeysWithTheirLine() {
    Diagnostic error = refusal("{\n\"event\": {\n\"methd\": \"GET\"}}");
    assertEquals("unknown key `event.methd`", error.message());
    assertEquals("e.json:3", Errors.place(error));
    assertEquals(List.of("did you mean `method`?"), error.help());
  }

  @Test
  void reportsEveryIllTypedValue() {
    List<Diagnostic> errors =
        Errors.of(
            () ->
                read(
                    "{\"method\": 1, \"path\": [], \"query\": {\"a\": 1}, \"headers\": \"x\","
                        + " \"body\": {}, \"isBase64Encoded\": \"yes\"}"));
    assertEquals(
        List.of(
            "`method` has to be text, not a number",
            "`path` has to be text, not a list",
            "`query.a` has to be text, not a number",
            "`headers` has to be a group of texts, not text",
            "`isBase64Encoded` has to be true or false, not text",
            "`body` has to be text, not a group of keys"),
        errors.stream().map(Diagnostic::message).toList());
  }

  @Test
  void refusesAnEventThatIsNoGroup() {
    assertEquals("e.json has to be a group of keys, not a list", refusal("[]").message());
    assertEquals(
        "`event` has to be a group of keys, not nothing", refusal("{\"event\": null}").message());
  }

  @Test
  void encodesATypedPathOnlyWhereItHasTo() {
    assertEquals("/a%20b%C3%BC?x=%41&y=1%232", RequestTarget.encodeTyped("/a bü?x=%41&y=1#2"));
  }
}
