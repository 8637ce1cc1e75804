/*
 * The keys of one group of a document, checked against the keys it may have.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of one group, each known and there once; anything else has been reported. */
public final class Fields {
  private static final Pattern NUMBER = Pattern.compile("0[xX][0-9A-Fa-f]{1,15}|[0-9]{1,18}");

  private final Document document;
  private final Node group;
  private final String path;
  private final Problems problems;
  private final Map<String, Node> values = new LinkedHashMap<>();

  private Fields(Document document, Node group, String path, Problems problems) {
    this.document = document;
    this.group = group;
    this.path = path;
    this.problems = problems;
  }

  /**
   * Takes a group apart.
   *
   * @param path the group's key, such as "http"; empty for the document's root
   * @param known the keys it may have
   */
  public static Fields of(
      Document document, Node node, String path, Collection<String> known, Problems problems) {
    Fields fields = new Fields(document, node, path, problems);
    if (node instanceof Node.Mapping mapping) {
      mapping.entries().forEach(entry -> fields.take(entry, known));
    } else {
      String what = path.isEmpty() ? document.source().file() : "`" + path + "`";
      problems.add(
          document.error(node, what + " has to be a group of keys, not " + node.description()));
    }
    return fields;
  }

  /** A key with the groups it lies in, in quotes. */
  private String quoted(String key) {
    return "`" + (path.isEmpty() ? key : path + "." + key) + "`";
  }

  private void take(Node.Entry entry, Collection<String> known) {
    String key = entry.key().text();
    if (!known.contains(key)) {
      Diagnostic unknown = document.error(entry.key(), "unknown key " + quoted(key));
      problems.add(
          Suggestion.closest(key, known)
              .map(word -> unknown.withHelp("did you mean `" + word + "`?"))
              .orElseGet(() -> unknown.withHelp("the keys are: " + String.join(", ", known))));
    } else if (values.putIfAbsent(key, entry.value()) != null) {
      problems.add(
          document.error(
              entry.key(),
              quoted(key) + " is there twice; the first is in line " + values.get(key).line()));
    }
  }

  /** The value of a key. */
  public Optional<Node> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The text of a key; a value that is no text has been reported and counts as absent. */
  public Optional<String> text(String key) {
    return get(key).flatMap(node -> asText(key, node));
  }

  private Optional<String> asText(String key, Node node) {
    if (node instanceof Node.Scalar scalar
        && (scalar.kind() == Node.Kind.QUOTED || scalar.kind() == Node.Kind.PLAIN)) {
      return Optional.of(scalar.text());
    }
    problems.add(document.error(node, quoted(key) + " has to be text, not " + node.description()));
    return Optional.empty();
  }

  /** The text of a key that has to be there. */
  public Optional<String> requiredText(String key) {
    require(key);
    return text(key);
  }

  /** Reports a key that is not there. */
  public void require(String key) {
    if (group instanceof Node.Mapping && !values.containsKey(key)) {
      problems.add(document.error(group, "the key " + quoted(key) + " is missing"));
    }
  }

  /**
   * The number of a key, decimal or hexadecimal with {@code 0x}; another value has been reported
   * and counts as absent.
   */
  public Optional<Long> number(String key, long min, long max) {
    return get(key).flatMap(node -> asNumber(key, node, min, max));
  }

  /** The number of a key that has to be there. */
  public Optional<Long> requiredNumber(String key, long min, long max) {
    require(key);
    return number(key, min, max);
  }

  private Optional<Long> asNumber(String key, Node node, long min, long max) {
    String text =
        node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.QUOTED
            ? scalar.text()
            : "";
    if (NUMBER.matcher(text).matches()) {
      long value = Long.decode(text.replaceFirst("^0+(?=[0-9])", ""));
      if (value >= min && value <= max) {
        return Optional.of(value);
      }
    }
    problems.add(
        document.error(
            node,
            quoted(key)
                + (" has to be a whole number from " + min + " to " + max + ", not ")
                + (text.isEmpty() ? node.description() : text)));
    return Optional.empty();
  }

  /** The texts of a list; another value has been reported and counts as absent. */
  public Optional<List<String>> texts(String key) {
    Optional<Node> node = get(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!(node.get() instanceof Node.Sequence list)) {
      String message = " has to be a list of texts, not " + node.get().description();
      problems.add(document.error(node.get(), quoted(key) + message));
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    list.items().forEach(item -> asText(key, item).ifPresent(texts::add));
    return Optional.of(texts);
  }

  /** The truth value of a key; another value has been reported and counts as absent. */
  public Optional<Boolean> bool(String key) {
    Optional<Node> node = get(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (node.get() instanceof Node.Scalar scalar
        && scalar.kind() != Node.Kind.QUOTED
        && (scalar.text().equals("true") || scalar.text().equals("false"))) {
      return Optional.of(scalar.text().equals("true"));
    }
    problems.add(
        document.error(
            node.get(), quoted(key) + " has to be true or false, not " + node.get().description()));
    return Optional.empty();
  }
}
