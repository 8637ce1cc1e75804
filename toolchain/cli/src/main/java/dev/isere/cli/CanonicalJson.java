/*
 * JSON values as text that is equal when they are.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.IsereException;
import dev.isere.document.JsonReader;
import dev.isere.document.Node;
import dev.isere.document.SourceText;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** JSON values as text that is equal when they are: keys in order, numbers in one form. */
final class CanonicalJson {
  /** Numbers are written without an exponent as long as they have at most so many zeros. */
  private static final int MAX_SCALE = 20;

  private CanonicalJson() {}

  /** Of a text; empty when it is not JSON. */
  static Optional<String> of(String text) {
    try {
      return Optional.of(of(JsonReader.read(new SourceText("body", text)).root()));
    } catch (IsereException e) {
      return Optional.empty();
    }
  }

  /** Of a value. */
  static String of(Node node) {
    if (node instanceof Node.Mapping mapping) {
      Map<String, String> members = new TreeMap<>();
      mapping.entries().forEach(e -> members.put(e.key().text(), of(e.value())));
      return members.entrySet().stream()
          .map(e -> quoted(e.getKey()) + ":" + e.getValue())
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (node instanceof Node.Sequence sequence) {
      return sequence.items().stream()
          .map(CanonicalJson::of)
          .collect(Collectors.joining(",", "[", "]"));
    }
    Node.Scalar scalar = (Node.Scalar) node;
    return switch (scalar.kind()) {
      case QUOTED -> quoted(scalar.text());
      case NUMBER -> number(scalar.text());
      case NOTHING -> "null";
      case BOOLEAN, PLAIN -> scalar.text();
    };
  }

  private static String number(String text) {
    try {
      BigDecimal value = new BigDecimal(text).stripTrailingZeros();
      boolean isShort = Math.abs((long) value.scale()) <= MAX_SCALE;
      return value.signum() == 0 ? "0" : isShort ? value.toPlainString() : value.toString();
    } catch (NumberFormatException e) {
      // An exponent beyond all bounds: equal to itself only.
      return text;
    }
  }

  private static String quoted(String text) {
    String array = Json.text(out -> out.array(text));
    return array.substring(1, array.length() - 1);
  }
}
