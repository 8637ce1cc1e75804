/*
 * Reads isere.yaml.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.project;

import dev.isere.document.Document;
import dev.isere.document.Fields;
import dev.isere.document.Node;
import dev.isere.document.Problems;
import dev.isere.document.TextFiles;
import dev.isere.document.YamlReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads isere.yaml: the options it sets, each of its type and within its range. */
final class ConfigFile {
  /** An isere.yaml larger than this is a mistake. */
  static final int MAX_BYTES = 1 << 20;

  /** As many as an image's table section holds. */
  private static final int MAX_ENV_ENTRIES = 256;

  private static final long MAX_COUNT = (1L << 32) - 1;

  private static final int MAX_SHOWN_CHARS = 60;

  private final Document document;
  private final Problems problems = new Problems();
  private final Map<Option, Object> set = new EnumMap<>(Option.class);

  private ConfigFile(Document document) {
    this.document = document;
  }

  /**
   * Reads a file.
   *
   * @throws dev.isere.diagnostic.IsereException with every mistake in it
   */
  static Map<Option, Object> read(Path file) {
    return YamlReader.read(TextFiles.read(file, MAX_BYTES))
        .map(document -> new ConfigFile(document).options())
        .orElse(Map.of());
  }

  private Map<Option, Object> options() {
    Set<String> groups = new LinkedHashSet<>();
    Arrays.stream(Option.values()).forEach(option -> groups.add(head(option)));
    Fields root = Fields.of(document, document.root(), "", groups, problems);
    for (String group : groups) {
      root.get(group).ifPresent(node -> take(group, node));
    }
    problems.throwIfAny();
    return set;
  }

  private void take(String key, Node node) {
    Optional<Option> option = Option.of(key);
    if (option.isPresent()) {
      set(option.get(), node);
    } else if (!isNothing(node)) {
      Map<String, Option> members = new LinkedHashMap<>();
      Arrays.stream(Option.values())
          .filter(member -> head(member).equals(key))
          .forEach(member -> members.put(member.key().substring(key.length() + 1), member));
      Fields group = Fields.of(document, node, key, members.keySet(), problems);
      members.forEach((name, member) -> group.get(name).ifPresent(value -> set(member, value)));
    }
  }

  private static String head(Option option) {
    int dot = option.key().indexOf('.');
    return dot < 0 ? option.key() : option.key().substring(0, dot);
  }

  private static boolean isNothing(Node node) {
    return node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING;
  }

  private void set(Option option, Node node) {
    if (option.type() == Option.Type.MAP) {
      set.put(option, texts(option, node));
    } else if (option.type() == Option.Type.COUNTS) {
      set.put(option, numbers(option, node));
    } else if (isNothing(node)) {
      problems.add(document.error(node, "`" + option.key() + "` has no value"));
    } else if (node instanceof Node.Scalar scalar) {
      // An unquoted scalar is text when text is wanted: `version: 1.10` is no number that loses its
      // zero.
      boolean unlikeText =
          scalar.kind() == Node.Kind.QUOTED
              && option.type() != Option.Type.STRING
              && option.type() != Option.Type.ENUM;
      Object value = unlikeText ? scalar.text() : OptionValue.parse(option, scalar.text());
      complain(option, node, value, shown(scalar));
      set.put(option, value);
    } else {
      complain(option, node, node, node.description());
    }
  }

  private static String shown(Node.Scalar scalar) {
    String text = scalar.text();
    String cut =
        text.length() > MAX_SHOWN_CHARS ? text.substring(0, MAX_SHOWN_CHARS) + "..." : text;
    return scalar.kind() == Node.Kind.QUOTED ? '"' + cut + '"' : cut;
  }

  private void complain(Option option, Node node, Object value, String shown) {
    option
        .complaint(value)
        .map(complaint -> "`" + option.key() + "` " + complaint + ", not " + shown)
        .ifPresent(message -> problems.add(document.error(node, message)));
  }

  private Map<String, String> texts(Option option, Node node) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (isNothing(node)) {
      return texts;
    }
    if (!(node instanceof Node.Mapping mapping)) {
      complain(option, node, node, node.description());
      return texts;
    }
    mapping.entries().forEach(entry -> takeText(option, entry, texts));
    if (texts.size() > MAX_ENV_ENTRIES) {
      problems.add(
          document.error(
              node,
              "`"
                  + option.key()
                  + "` has "
                  + texts.size()
                  + " names of at most "
                  + MAX_ENV_ENTRIES));
    }
    return texts;
  }

  private Map<String, Long> numbers(Option option, Node node) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    if (node instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        takeNumber(option, entry, numbers);
      }
    } else if (!isNothing(node)) {
      complain(option, node, node, node.description());
    }
    return numbers;
  }

  private void takeNumber(Option option, Node.Entry entry, Map<String, Long> numbers) {
    String name = entry.key().text();
    String quoted = "`" + option.key() + "." + name + "`";
    if (!name.matches(option.pattern())) {
      problems.add(document.error(entry.key(), quoted + ": no name of an event file"));
    } else if (entry.value() instanceof Node.Scalar scalar
        && scalar.kind() != Node.Kind.QUOTED
        && scalar.text().matches("[1-9][0-9]{0,9}")
        && Long.parseLong(scalar.text()) <= MAX_COUNT) {
      if (numbers.putIfAbsent(name, Long.valueOf(scalar.text())) != null) {
        problems.add(document.error(entry.key(), quoted + " is there twice"));
      }
    } else {
      problems.add(
          document.error(
              entry.value(), quoted + " has to be a whole number from 1 to " + MAX_COUNT));
    }
  }

  private void takeText(Option option, Node.Entry entry, Map<String, String> texts) {
    String name = entry.key().text();
    String quoted = "`" + option.key() + "." + name + "`";
    if (!name.matches(option.pattern())) {
      problems.add(
          document.error(
              entry.key(), quoted + ": a name is letters, digits and _, and begins with no digit"));
    } else if (!(entry.value() instanceof Node.Scalar scalar)) {
      problems.add(
          document.error(
              entry.value(), quoted + " has to be text, not " + entry.value().description()));
    } else if (scalar.kind() == Node.Kind.NOTHING) {
      problems.add(
          document
              .error(scalar, quoted + " has no value")
              .withHelp("for an empty text write: " + name + ": \"\""));
    } else if (!OptionValue.isSound(scalar.text())) {
      problems.add(document.error(scalar, quoted + " holds a NUL or half a character"));
    } else if (texts.putIfAbsent(name, scalar.text()) != null) {
      problems.add(document.error(entry.key(), quoted + " is there twice"));
    }
  }
}
