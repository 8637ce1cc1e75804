/*
 * What a runtime answers to a control message.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.diagnostic.IsereException;
import dev.isere.document.JsonReader;
import dev.isere.document.Node;
import dev.isere.document.SourceText;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a runtime answers to a control message (docs/control-messages.md).
 *
 * @param id of the message; 0 for what the runtime says by itself
 * @param state serving, loading, replaced, refused or memory
 * @param values the others, as text
 */
public record ControlAnswer(int id, String state, Map<String, String> values) {
  private static final String START = "{\"control\":";

  public ControlAnswer {
    values = Map.copyOf(values);
  }

  /**
   * Reads a line of the runtime's log.
   *
   * @return empty for a line that is no answer
   */
  public static Optional<ControlAnswer> parse(String line) {
    if (!line.startsWith(START)) {
      return Optional.empty();
    }
    try {
      Map<String, String> values = new HashMap<>();
      if (JsonReader.read(new SourceText("answer", line)).root() instanceof Node.Mapping mapping) {
        for (Node.Entry entry : mapping.entries()) {
          if (entry.value() instanceof Node.Scalar scalar) {
            values.put(entry.key().text(), scalar.text());
          }
        }
      }
      int id = Integer.parseInt(values.remove("control"));
      return Optional.ofNullable(values.remove("state"))
          .map(state -> new ControlAnswer(id, state, values));
    } catch (IsereException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A value that is text; empty when it is not there. */
  public String text(String key) {
    return values.getOrDefault(key, "");
  }

  /** A value that is a number; 0 when it is not there. */
  public long number(String key) {
    String text = text(key);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
