/*
 * A value in a YAML or JSON document that knows its place.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import java.util.List;
import java.util.Optional;

/** A value in a document and the place where it begins: line and column, counted from 1. */
public sealed interface Node {
  /** Counted from 1. */
  int line();

  /** Counted from 1, in characters. */
  int column();

  /** What it is, for a message: "text", "a list". */
  String description();

  /**
   * What a scalar is. YAML's unquoted scalars are {@code PLAIN}: their reader decides what they
   * mean.
   */
  enum Kind {
    /** Text in quotes. */
    QUOTED("text"),
    /** A YAML scalar without quotes. */
    PLAIN("text"),
    /** A JSON number. */
    NUMBER("a number"),
    /** JSON's true or false. */
    BOOLEAN("true or false"),
    /** JSON's null, or nothing at all in YAML. */
    NOTHING("nothing");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  /**
   * One value.
   *
   * @param text the value's text, escapes resolved
   */
  record Scalar(int line, int column, Kind kind, String text) implements Node {
    @Override
    public String description() {
      return kind.description;
    }
  }

  /** A list. */
  record Sequence(int line, int column, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String description() {
      return "a list";
    }
  }

  /** A group of keys; a key may occur twice, which {@link Fields} reports. */
  record Mapping(int line, int column, List<Entry> entries) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** The first value of a key. */
    public Optional<Node> find(String key) {
      return entries.stream()
          .filter(entry -> entry.key().text().equals(key))
          .map(Entry::value)
          .findFirst();
    }

    @Override
    public String description() {
      return "a group of keys";
    }
  }

  /** A key and its value. */
  record Entry(Scalar key, Node value) {}
}
