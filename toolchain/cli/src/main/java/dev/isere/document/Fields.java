/*
 * The keys of one group of a document, checked against the keys it may have.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.Suggestion;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The keys of one group, each known and there once; anything else has been reported. */
public final class Fields {
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
    if (group instanceof Node.Mapping && !values.containsKey(key)) {
      problems.add(document.error(group, "the key " + quoted(key) + " is missing"));
    }
    return text(key);
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
