/*
 * Writes JSON for scripts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Writes JSON, on one line. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** The text that a function writes. */
  static String text(Consumer<Writer> content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      content.accept(new Writer(generator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A call of the generator. */
  private interface Call {
    void run() throws IOException;
  }

  /** A generator for text in memory, where no I/O can fail. */
  static final class Writer {
    private final JsonGenerator generator;

    private Writer(JsonGenerator generator) {
      this.generator = generator;
    }

    private static void sure(Call call) {
      try {
        call.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Begins an object; a value of the array that is open. */
    void startObject() {
      sure(generator::writeStartObject);
    }

    /** Begins an object under a key. */
    void startObject(String key) {
      sure(() -> generator.writeObjectFieldStart(key));
    }

    void endObject() {
      sure(generator::writeEndObject);
    }

    /** Begins an array; a value of the array that is open. */
    void startArray() {
      sure(generator::writeStartArray);
    }

    /** Begins an array under a key. */
    void startArray(String key) {
      sure(() -> generator.writeArrayFieldStart(key));
    }

    void endArray() {
      sure(generator::writeEndArray);
    }

    void text(String key, String value) {
      sure(() -> generator.writeStringField(key, value));
    }

    /** Breaks lines and indents from now on. */
    void pretty() {
      Separators separators =
          Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
      DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
      DefaultIndenter lines = new DefaultIndenter("  ", "\n");
      printer.indentObjectsWith(lines);
      generator.setPrettyPrinter(printer);
    }

    /** An array of one text. */
    void array(String value) {
      startArray();
      text(value);
      endArray();
    }

    /** A member whose value is JSON already. */
    void raw(String key, String json) {
      sure(
          () -> {
            generator.writeFieldName(key);
            generator.writeRawValue(json);
          });
    }

    /** A value of the array that is open. */
    void text(String value) {
      sure(() -> generator.writeString(value));
    }

    void number(String key, long value) {
      sure(() -> generator.writeNumberField(key, value));
    }

    void number(String key, double value) {
      sure(() -> generator.writeNumberField(key, value));
    }

    void bool(String key, boolean value) {
      sure(() -> generator.writeBooleanField(key, value));
    }
  }
}
