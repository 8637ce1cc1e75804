/*
 * What isere invoke says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.build.LogRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What {@code isere invoke} says about a response, the log of its call and what it cost.
 *
 * @param cost empty where nothing is counted, and where there is no figure to be had
 * @param uncounted why there is no figure, where there could be one
 */
record InvokeReport(
    HttpResponse response, List<LogRecord> logs, Optional<Cost> cost, Optional<String> uncounted) {
  /** For an answer that is {@link #isEmpty} when it was to be read. */
  static final String EMPTY_HINT =
      "hint: the response is empty; does the handler return something?";

  private static final int OK = 200;

  /** Whether all is well and there is nothing. */
  boolean isEmpty() {
    return response.status() == OK && response.body().length == 0;
  }

  /**
   * The body to stdout, byte by byte; the rest to stderr.
   *
   * @param log shows the records of the log
   */
  void show(Screen screen, Consumer<LogRecord> log) {
    screen.say(DiagnosticText.visible((response.status() + " " + response.reason()).strip()));
    response
        .headers()
        .forEach(h -> screen.say(DiagnosticText.visible(h.name() + ": " + h.value())));
    logs.forEach(log);
    cost.ifPresent(it -> it.lines().forEach(screen::say));
    uncounted.ifPresent(
        why -> screen.say(DiagnosticText.visible("no figures of its cost: " + why)));
    screen.write(response.body());
  }

  /**
   * One object on one line. Header names are in lower case; one that is repeated has a list of
   * values.
   *
   * @param translation of each record of the log
   */
  String json(UnaryOperator<LogRecord> translation) {
    return Json.text(
        out -> {
          out.startObject();
          out.startObject("response");
          out.number("statusCode", response.status());
          writeHeaders(out);
          writeBody(out);
          out.endObject();
          out.startArray("logs");
          logs.stream().map(translation).forEach(entry -> write(out, entry));
          out.endArray();
          cost.ifPresent(it -> it.write(out));
          out.endObject();
        });
  }

  private void writeHeaders(Json.Writer out) {
    Map<String, List<String>> headers = new TreeMap<>();
    for (HttpHeader header : response.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      headers.computeIfAbsent(name, key -> new ArrayList<>()).add(header.value());
    }
    out.startObject("headers");
    headers.forEach(
        (name, values) -> {
          if (values.size() == 1) {
            out.text(name, values.get(0));
          } else {
            out.startArray(name);
            values.forEach(out::text);
            out.endArray();
          }
        });
    out.endObject();
  }

  private void writeBody(Json.Writer out) {
    Optional<String> text = text(response.body());
    out.text("body", text.orElseGet(() -> Base64.getEncoder().encodeToString(response.body())));
    if (text.isEmpty()) {
      out.bool("isBase64Encoded", true);
    }
  }

  private static Optional<String> text(byte[] body) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static void write(Json.Writer out, LogRecord entry) {
    out.startObject();
    out.text("level", entry.level());
    entry.requestId().ifPresent(id -> out.text("requestId", id));
    out.text("message", entry.message());
    out.endObject();
  }
}
