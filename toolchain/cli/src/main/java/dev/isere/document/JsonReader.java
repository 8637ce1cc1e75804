/*
 * Reads JSON.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads JSON (RFC 8259) into {@link Node}s. Nesting beyond {@link #MAX_DEPTH} is refused. */
public final class JsonReader {
  /** Objects and arrays inside each other at most. */
  public static final int MAX_DEPTH = 64;

  private static final Pattern FOR_PROGRAMMERS =
      Pattern.compile(" \\(start marker at .*|: enable `.*|, from `[^`]*`", Pattern.DOTALL);

  private static final int MAX_STRING_CHARS = 256 << 20;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING_CHARS)
                  .build())
          .build();

  private final JsonParser parser;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Parses a text that is one JSON value.
   *
   * @throws IsereException with the place of the mistake
   */
  public static Document read(SourceText source) {
    try (JsonParser parser = FACTORY.createParser(source.text())) {
      if (parser.nextToken() == null) {
        throw IsereException.failed(Diagnostic.error(source.file() + " is empty, not JSON"));
      }
      Node root = new JsonReader(parser).node();
      if (parser.nextToken() != null) {
        JsonLocation place = parser.currentTokenLocation();
        throw IsereException.failed(
            source.errorAt(
                place.getLineNr(),
                place.getColumnNr(),
                source.file() + " goes on after its JSON value"));
      }
      return new Document(source, root);
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      String message = source.file() + " is not valid JSON: " + reason(e);
      throw IsereException.failed(
          place == null
              ? Diagnostic.error(message).at(source.file())
              : source.errorAt(place.getLineNr(), place.getColumnNr(), message));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parser's words, without those for people who program it. */
  private static String reason(JsonProcessingException e) {
    return FOR_PROGRAMMERS.matcher(e.getOriginalMessage()).replaceFirst("");
  }

  private Node node() throws IOException {
    JsonLocation place = parser.currentTokenLocation();
    int line = place.getLineNr();
    int column = place.getColumnNr();
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(line, column);
      case START_ARRAY -> array(line, column);
      case VALUE_STRING -> new Node.Scalar(line, column, Node.Kind.QUOTED, parser.getText());
      case VALUE_NULL -> new Node.Scalar(line, column, Node.Kind.NOTHING, "null");
      case VALUE_TRUE, VALUE_FALSE ->
          new Node.Scalar(line, column, Node.Kind.BOOLEAN, parser.getText());
      default -> new Node.Scalar(line, column, Node.Kind.NUMBER, parser.getText());
    };
  }

  private Node.Mapping object(int line, int column) throws IOException {
    List<Node.Entry> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      JsonLocation place = parser.currentTokenLocation();
      Node.Scalar key =
          new Node.Scalar(
              place.getLineNr(), place.getColumnNr(), Node.Kind.QUOTED, parser.currentName());
      parser.nextToken();
      entries.add(new Node.Entry(key, node()));
    }
    return new Node.Mapping(line, column, entries);
  }

  private Node.Sequence array(int line, int column) throws IOException {
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node());
    }
    return new Node.Sequence(line, column, items);
  }
}
