/*
 * Reads an event from a JSON file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.IsereException;
import dev.isere.document.Document;
import dev.isere.document.Fields;
import dev.isere.document.JsonReader;
import dev.isere.document.Node;
import dev.isere.document.Problems;
import dev.isere.document.TextFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an event file: {@code {"event": {...}, "expect": {...}?}}, or the event alone. The event's
 * keys are those of the handler's {@code event}; it becomes the request that gives a handler this
 * event.
 */
final class EventFile {
  private static final long MAX_BYTES = 64L << 20;
  private static final List<String> FILE_KEYS = List.of("event", "expect");
  private static final List<String> EVENT_KEYS =
      List.of(
          "method", "path", "rawPath", "query", "rawQuery", "headers", "body", "isBase64Encoded");

  private final Document document;
  private final Problems problems = new Problems();

  private EventFile(Document document) {
    this.document = document;
  }

  /**
   * What a file says.
   *
   * @param expected empty when it says nothing of the response
   */
  record Content(HttpRequest request, Optional<ExpectedResponse> expected) {}

  /**
   * Reads the event of a file.
   *
   * @throws IsereException with every mistake in the file
   */
  static HttpRequest read(Path file) {
    return readContent(file).request();
  }

  /**
   * Reads a file.
   *
   * @throws IsereException with every mistake in it
   */
  static Content readContent(Path file) {
    return read(JsonReader.read(TextFiles.read(file, MAX_BYTES)));
  }

  /** Reads a parsed file. */
  static Content read(Document document) {
    EventFile file = new EventFile(document);
    boolean wrapped =
        document.root() instanceof Node.Mapping mapping && mapping.find("event").isPresent();
    Node event = document.root();
    Optional<ExpectedResponse> expected = Optional.empty();
    if (wrapped) {
      Fields fields = Fields.of(document, document.root(), "", FILE_KEYS, file.problems);
      event = fields.get("event").orElseThrow();
      expected =
          fields
              .get("expect")
              .map(node -> ExpectedResponse.read(document, node, "expect", file.problems));
    }
    HttpRequest request =
        file.request(Fields.of(document, event, wrapped ? "event" : "", EVENT_KEYS, file.problems));
    return new Content(request, expected);
  }

  private HttpRequest request(Fields event) {
    String method = event.text("method").orElse("GET");
    Optional<String> path = event.text("path").map(RequestTarget::encodePath);
    Optional<String> rawPath = event.text("rawPath");
    Optional<String> query =
        event.get("query").map(node -> texts("query", node)).map(RequestTarget::encodeQuery);
    Optional<String> rawQuery = event.text("rawQuery");
    List<HttpHeader> headers = new ArrayList<>();
    event
        .get("headers")
        .map(node -> texts("headers", node))
        .orElse(Map.of())
        .forEach((name, values) -> values.forEach(v -> headers.add(new HttpHeader(name, v))));
    Optional<byte[]> body = body(event);
    problems.throwIfAny();
    String target = rawPath.or(() -> path).orElse("/");
    String suffix = rawQuery.or(() -> query).filter(q -> !q.isEmpty()).map(q -> "?" + q).orElse("");
    return new HttpRequest(method, target + suffix, headers, body);
  }

  /** A group of texts, or of lists of texts. */
  private Map<String, List<String>> texts(String name, Node group) {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    if (!(group instanceof Node.Mapping mapping)) {
      wrong(name, group, "a group of texts");
      return texts;
    }
    for (Node.Entry entry : mapping.entries()) {
      List<String> values = texts.computeIfAbsent(entry.key().text(), key -> new ArrayList<>());
      List<Node> nodes =
          entry.value() instanceof Node.Sequence list ? list.items() : List.of(entry.value());
      for (Node node : nodes) {
        if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.QUOTED) {
          values.add(scalar.text());
        } else {
          wrong(name + "." + entry.key().text(), node, "text");
        }
      }
    }
    return texts;
  }

  private void wrong(String name, Node node, String wanted) {
    problems.add(
        document.error(node, "`" + name + "` has to be " + wanted + ", not " + node.description()));
  }

  private Optional<byte[]> body(Fields event) {
    boolean isBase64 = event.bool("isBase64Encoded").orElse(false);
    if (event.get("body").filter(EventFile::isNull).isPresent()) {
      return Optional.empty();
    }
    Optional<String> text = event.text("body");
    if (text.isEmpty() || !isBase64) {
      return text.map(body -> body.getBytes(UTF_8));
    }
    try {
      return Optional.of(Base64.getDecoder().decode(text.get()));
    } catch (IllegalArgumentException e) {
      problems.add(document.error(event.get("body").orElseThrow(), "`body` is not base64"));
      return Optional.empty();
    }
  }

  private static boolean isNull(Node node) {
    return node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING;
  }
}
