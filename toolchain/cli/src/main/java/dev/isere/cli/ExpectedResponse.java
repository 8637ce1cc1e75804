/*
 * What a test expects of a response.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.document.Document;
import dev.isere.document.Fields;
import dev.isere.document.Node;
import dev.isere.document.Problems;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a test expects of a response.
 *
 * @param status the status code
 * @param headers names in lower case and their values, in order; none for a header that must not be
 *     there. Others may be there as well
 * @param body empty when any will do
 */
record ExpectedResponse(int status, Map<String, List<String>> headers, Optional<Body> body) {
  private static final List<String> KEYS =
      List.of("statusCode", "headers", "body", "bodyMatches", "isBase64Encoded");
  private static final int DEFAULT_STATUS = 200;
  private static final int MAX_SHOWN_CHARS = 200;

  /** Headers that are not the function's own. */
  private static final Set<String> OF_THE_SERVER = Set.of("date", "content-length", "connection");

  /**
   * What a body has to be.
   *
   * @param text as the kind says
   */
  record Body(Kind kind, String text) {}

  /** How a body is compared. */
  enum Kind {
    /** Character by character. */
    TEXT,
    /** As JSON: the order of keys and white space do not count. */
    JSON,
    /** Byte by byte; the text is base64. */
    BYTES,
    /** The whole of it matches a regular expression. */
    PATTERN
  }

  // --- reading ---

  /** Reads a value of a document; adds what is wrong with it. */
  static ExpectedResponse read(Document document, Node node, String what, Problems problems) {
    Fields fields = Fields.of(document, node, what, KEYS, problems);
    int status = (int) (long) fields.number("statusCode", 100, 599).orElse((long) DEFAULT_STATUS);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    fields.get("headers").ifPresent(group -> readHeaders(document, group, headers, problems));
    boolean isBase64 = fields.bool("isBase64Encoded").orElse(false);
    Optional<Body> body = fields.get("body").map(value -> body(value, isBase64));
    Optional<String> pattern = fields.text("bodyMatches");
    pattern.ifPresent(
        text -> {
          try {
            Pattern.compile(text);
          } catch (PatternSyntaxException e) {
            problems.add(
                document.error(
                    fields.get("bodyMatches").orElseThrow(),
                    "`bodyMatches` is no regular expression: " + e.getDescription()));
          }
        });
    if (body.isPresent() && pattern.isPresent()) {
      problems.add(
          document.error(
              fields.get("bodyMatches").orElseThrow(),
              "`body` and `bodyMatches` exclude each other"));
    }
    return new ExpectedResponse(
        status, headers, body.or(() -> pattern.map(text -> new Body(Kind.PATTERN, text))));
  }

  private static Body body(Node value, boolean isBase64) {
    if (value instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.QUOTED) {
      return new Body(isBase64 ? Kind.BYTES : Kind.TEXT, scalar.text());
    }
    return new Body(Kind.JSON, CanonicalJson.of(value));
  }

  private static void readHeaders(
      Document document, Node node, Map<String, List<String>> headers, Problems problems) {
    if (!(node instanceof Node.Mapping mapping)) {
      problems.add(
          document.error(node, "`headers` has to be a group of texts, not " + node.description()));
      return;
    }
    for (Node.Entry entry : mapping.entries()) {
      List<String> values = new ArrayList<>();
      List<Node> nodes =
          entry.value() instanceof Node.Sequence list ? list.items() : List.of(entry.value());
      for (Node value : nodes) {
        if (value instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.QUOTED) {
          values.add(scalar.text());
        } else if (!(value instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING)) {
          String name = "`headers." + entry.key().text() + "`";
          problems.add(document.error(value, name + " has to be text, a list of texts or null"));
        }
      }
      headers.put(entry.key().text().toLowerCase(Locale.ROOT), values);
    }
  }

  // --- comparing ---

  /** What is wrong with a response; empty when it is as expected. */
  Optional<String> mismatch(HttpResponse response) {
    if (response.status() != status) {
      return mismatch("status", Integer.toString(status), Integer.toString(response.status()));
    }
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      List<String> values = values(response, header.getKey());
      if (!values.equals(header.getValue())) {
        return mismatch("header " + header.getKey(), shown(header.getValue()), shown(values));
      }
    }
    try {
      return body.filter(wanted -> !fits(wanted, response.body()))
          .flatMap(it -> mismatch("body", shown(it.text()), shown(text(response.body()))));
    } catch (StackOverflowError e) {
      // Java's expressions recurse for each round of a group.
      return Optional.of(
          "`bodyMatches` recurses too deep for a body of "
              + response.body().length
              + " bytes; possessive groups, (...)*+, do not");
    }
  }

  private static Optional<String> mismatch(String what, String expected, String got) {
    return Optional.of("expected " + what + " " + expected + ", got " + got);
  }

  private static boolean fits(Body wanted, byte[] body) {
    String text = text(body);
    return switch (wanted.kind()) {
      case TEXT -> text.equals(wanted.text());
      case JSON -> CanonicalJson.of(text).equals(Optional.of(wanted.text()));
      case BYTES -> Base64.getEncoder().encodeToString(body).equals(wanted.text());
      case PATTERN -> Pattern.compile(wanted.text(), Pattern.DOTALL).matcher(text).matches();
    };
  }

  private static List<String> values(HttpResponse response, String name) {
    return response.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(HttpHeader::value)
        .toList();
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }

  private static String shown(List<String> values) {
    return values.isEmpty() ? "missing" : shown(String.join(", ", values));
  }

  private static String shown(String text) {
    String cut = text.length() > MAX_SHOWN_CHARS ? text.substring(0, MAX_SHOWN_CHARS) + "…" : text;
    return "`" + DiagnosticText.visible(cut) + "`";
  }

  // --- writing ---

  /**
   * What a response is expected to be from now on, as the text of a snapshot. Of a failure only the
   * status counts: its body has an id of its own each time.
   */
  static String snapshot(HttpResponse response) {
    return Json.text(
            out -> {
              out.pretty();
              out.startObject();
              out.number("statusCode", response.status());
              if (!response.isServerError()) {
                writeHeaders(out, response);
                writeBody(out, response.body());
              }
              out.endObject();
            })
        + "\n";
  }

  private static void writeHeaders(Json.Writer out, HttpResponse response) {
    List<String> names =
        response.headers().stream()
            .map(header -> header.name().toLowerCase(Locale.ROOT))
            .filter(name -> !OF_THE_SERVER.contains(name))
            .sorted()
            .distinct()
            .toList();
    out.startObject("headers");
    for (String name : names) {
      List<String> values = values(response, name);
      if (values.size() == 1) {
        out.text(name, values.get(0));
      } else {
        out.startArray(name);
        values.forEach(out::text);
        out.endArray();
      }
    }
    out.endObject();
  }

  private static void writeBody(Json.Writer out, byte[] body) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      Optional<String> json =
          text.matches("(?s)\\s*[\\[{].*") ? CanonicalJson.of(text) : Optional.empty();
      json.ifPresentOrElse(value -> out.raw("body", value), () -> out.text("body", text));
    } catch (CharacterCodingException e) {
      out.text("body", Base64.getEncoder().encodeToString(body));
      out.bool("isBase64Encoded", true);
    }
  }
}
