// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import dev.isere.codegen.OptionsFileException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** YAML as nodes with line numbers; gathers what is wrong instead of stopping at it. */
final class YamlReader {
  private final List<Problem> problems = new ArrayList<>();

  /** The root node; empty, with a problem noted, when the text is no YAML or says nothing. */
  Optional<Node> parse(String text) {
    LoadSettings settings = LoadSettings.builder().setLabel("options.yaml").build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        problems.add(new Problem(1, "the file is empty"));
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      problems.add(new Problem(line, "not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      problems.add(new Problem(1, "not YAML: " + e.getMessage()));
    }
    return Optional.empty();
  }

  void problem(Node node, String text) {
    problems.add(new Problem(line(node), text));
  }

  /** Throws when something was wrong. */
  void finish() throws OptionsFileException {
    if (!problems.isEmpty()) {
      problems.sort(Comparator.comparingInt(Problem::line));
      throw new OptionsFileException(problems);
    }
  }

  int problemCount() {
    return problems.size();
  }

  /** The fields of a mapping, in order; a key that is no text, or comes twice, is a problem. */
  Map<String, Node> fields(Node node, String what) {
    Map<String, Node> fields = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problem(node, what + " has to be a mapping");
      return fields;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problem(tuple.getKeyNode(), "a key of " + what + " has to be text");
      } else if (fields.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
        problem(key, "key `%s` occurs twice in %s".formatted(key.getValue(), what));
      }
    }
    return fields;
  }

  List<Node> items(Node node, String what) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    problem(node, what + " has to be a list");
    return List.of();
  }

  Optional<String> text(Node node, String what) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      return Optional.of(scalar.getValue());
    }
    problem(node, what + " has to be text");
    return Optional.empty();
  }

  Optional<Boolean> bool(Node node, String what) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      return Optional.of(scalar.getValue().equals("true"));
    }
    problem(node, what + " has to be true or false");
    return Optional.empty();
  }

  /** A whole number from 0 to 4294967295. */
  Optional<Long> uint32(Node node, String what) {
    if (node instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.INT)
        && scalar.getValue().matches("0|[1-9][0-9]{0,9}")) {
      long value = Long.parseLong(scalar.getValue());
      if (value <= 0xFFFF_FFFFL) {
        return Optional.of(value);
      }
    }
    problem(node, what + " has to be a whole number from 0 to 4294967295");
    return Optional.empty();
  }

  <E extends Enum<E>> Optional<E> word(Node node, Class<E> words, String what) {
    Optional<String> text = text(node, what);
    for (E word : words.getEnumConstants()) {
      if (text.isPresent() && idOf(word).equals(text.get())) {
        return Optional.of(word);
      }
    }
    text.ifPresent(
        t -> {
          String all =
              List.of(words.getEnumConstants()).stream()
                  .map(YamlReader::idOf)
                  .collect(Collectors.joining(", "));
          problem(node, "%s is `%s`, which is none of %s".formatted(what, t, all));
        });
    return Optional.empty();
  }

  private static String idOf(Enum<?> word) {
    return word.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
