// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import javax.lang.model.SourceVersion;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads options.yaml and accepts nothing that it does not know. */
final class OptionsFile {
  private static final Set<String> KEYS =
      Set.of("key", "type", "unit", "scope", "default", "min", "max", "pattern", "values", "doc");
  private static final Pattern KEY =
      Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*(\\.[a-z][a-z0-9]*(_[a-z0-9]+)*)?");

  private final YamlReader yaml = new YamlReader();
  private final Map<String, String> keysByField = new HashMap<>();
  private final Set<String> groups = new HashSet<>();
  private final Set<String> topNames = new HashSet<>();
  private String lastGroup = "";

  private OptionsFile() {}

  /**
   * Parses and checks the whole text.
   *
   * @return the options in the order of the file
   * @throws OptionsFileException with everything that is wrong
   */
  static List<OptionSpec> parse(String text) throws OptionsFileException {
    return new OptionsFile().readFile(text);
  }

  private List<OptionSpec> readFile(String text) throws OptionsFileException {
    List<OptionSpec> options = new ArrayList<>();
    Optional<Node> root = yaml.parse(text);
    if (root.isPresent()) {
      Map<String, Node> fields = yaml.fields(root.get(), "the file");
      checkKeys(fields, Set.of("version", "options"), "the file");
      if (requires(fields, "version", root.get(), "the file")) {
        Node version = fields.get("version");
        yaml.uint32(version, "`version`")
            .filter(v -> v != 1)
            .ifPresent(
                v -> yaml.problem(version, "`version` is %d; this reader knows 1".formatted(v)));
      }
      if (requires(fields, "options", root.get(), "the file")) {
        for (Node item : yaml.items(fields.get("options"), "`options`")) {
          readOption(item).ifPresent(options::add);
        }
      }
    }
    yaml.finish();
    return List.copyOf(options);
  }

  private Optional<OptionSpec> readOption(Node node) {
    int before = yaml.problemCount();
    Map<String, Node> fields = yaml.fields(node, "an option");
    if (!requires(fields, "key", node, "an option")) {
      return Optional.empty();
    }
    Optional<String> key = yaml.text(fields.get("key"), "`key`");
    if (key.isEmpty() || !acceptsKey(key.get(), fields.get("key"))) {
      return Optional.empty();
    }
    String what = "option `" + key.get() + "`";
    checkKeys(fields, KEYS, what);
    boolean complete = requires(fields, "type", node, what);
    complete &= requires(fields, "scope", node, what);
    complete &= requires(fields, "doc", node, what);
    if (!complete) {
      return Optional.empty();
    }
    Optional<OptionType> type =
        yaml.word(fields.get("type"), OptionType.class, "`type` of " + what);
    Optional<Scope> scope = yaml.word(fields.get("scope"), Scope.class, "`scope` of " + what);
    String doc = readDoc(fields.get("doc"), what);
    if (type.isEmpty() || scope.isEmpty()) {
      return Optional.empty();
    }
    checkTypeKeys(type.get(), scope.get(), fields, node, what);
    OptionSpec bare =
        new OptionSpec(
            key.get(),
            type.get(),
            readUnit(key.get(), fields, what),
            scope.get(),
            Map.of(),
            readRange(fields, what),
            readPattern(fields, what),
            readValues(fields, what),
            doc);
    if (yaml.problemCount() > before) {
      return Optional.empty();
    }
    Map<PortKind, Object> defaults =
        fields.containsKey("default") ? readDefaults(bare, fields.get("default"), what) : Map.of();
    return Optional.of(
        new OptionSpec(
            bare.key(),
            bare.type(),
            bare.unit(),
            bare.scope(),
            defaults,
            bare.range(),
            bare.pattern(),
            bare.values(),
            bare.doc()));
  }

  /** Keys become names in four languages, so they are held to what all of them take. */
  private boolean acceptsKey(String key, Node node) {
    if (!KEY.matcher(key).matches()) {
      yaml.problem(node, "key `%s` is not `name` or `group.name` in lower case".formatted(key));
      return false;
    }
    String group = key.contains(".") ? key.substring(0, key.indexOf('.')) : "";
    String name = key.substring(key.indexOf('.') + 1);
    if (SourceVersion.isKeyword(camel(name)) || SourceVersion.isKeyword(camel(group))) {
      yaml.problem(node, "key `%s` has a reserved word of Java in it".formatted(key));
      return false;
    }
    String other = keysByField.putIfAbsent(key.replace('.', '_'), key);
    if (other != null) {
      yaml.problem(
          node,
          other.equals(key)
              ? "option `%s` occurs twice".formatted(key)
              : "options `%s` and `%s` have the same name in C".formatted(other, key));
      return false;
    }
    if (group.isEmpty() ? groups.contains(name) : topNames.contains(group)) {
      yaml.problem(
          node, "`%s` is both an option and a group".formatted(group.isEmpty() ? name : group));
      return false;
    }
    boolean isNewGroup = !group.equals(lastGroup) && !group.isEmpty();
    lastGroup = group;
    (group.isEmpty() ? topNames : groups).add(group.isEmpty() ? name : group);
    if (isNewGroup && !startedGroups.add(group)) {
      yaml.problem(node, "option `%s` lies apart from the others of its group".formatted(key));
      return false;
    }
    return true;
  }

  private final Set<String> startedGroups = new HashSet<>();

  private void checkKeys(Map<String, Node> fields, Set<String> known, String what) {
    fields.forEach(
        (key, node) -> {
          if (!known.contains(key)) {
            yaml.problem(node, "unknown key `%s` in %s".formatted(key, what));
          }
        });
  }

  private boolean requires(Map<String, Node> fields, String key, Node at, String what) {
    if (!fields.containsKey(key)) {
      yaml.problem(at, "%s lacks `%s`".formatted(what, key));
    }
    return fields.containsKey(key);
  }

  private void checkTypeKeys(
      OptionType type, Scope scope, Map<String, Node> fields, Node at, String what) {
    Set<String> required =
        switch (type) {
          case INT -> Set.of("unit", "min", "max", "default");
          case BOOL -> Set.of("default");
          case ENUM -> Set.of("values", "default");
          case STRING, MAP, COUNTS -> Set.of();
        };
    Set<String> allowed =
        switch (type) {
          case INT, BOOL, ENUM -> required;
          case STRING -> Set.of("pattern", "default");
          case MAP, COUNTS -> Set.of("pattern");
        };
    for (String key : List.of("unit", "min", "max", "pattern", "values", "default")) {
      if (required.contains(key)) {
        requires(fields, key, at, what);
      } else if (fields.containsKey(key) && !allowed.contains(key)) {
        yaml.problem(
            fields.get(key), "%s is of type %s, which has no `%s`".formatted(what, type.id(), key));
      }
    }
    boolean isRuntime = scope == Scope.IMAGE || scope == Scope.FIRMWARE;
    if (isRuntime && type != OptionType.INT && type != OptionType.BOOL) {
      yaml.problem(
          fields.get("scope"),
          "%s is of type %s, which the runtime does not have: scope board or cli"
              .formatted(what, type.id()));
    }
  }

  private String readDoc(Node node, String what) {
    String doc = yaml.text(node, "`doc` of " + what).orElse("-.").strip();
    if (!doc.endsWith(".") || doc.contains("\n") || doc.contains("*/")) {
      yaml.problem(
          node, "`doc` of %s has to be sentences that end with a full stop".formatted(what));
    }
    return doc;
  }

  /** Units last in names: a reader of `http.max_body` would not know what it counts. */
  private Unit readUnit(String key, Map<String, Node> fields, String what) {
    if (!fields.containsKey("unit")) {
      return Unit.NONE;
    }
    Unit unit = yaml.word(fields.get("unit"), Unit.class, "`unit` of " + what).orElse(Unit.NONE);
    boolean needsSuffix = unit == Unit.BYTES || unit == Unit.MS;
    if (needsSuffix && !key.endsWith("_" + unit.id())) {
      yaml.problem(
          fields.get("unit"),
          "%s counts %s and does not end in `_%2$s`".formatted(what, unit.id()));
    }
    return unit;
  }

  private Optional<OptionSpec.Range> readRange(Map<String, Node> fields, String what) {
    if (!fields.containsKey("min") || !fields.containsKey("max")) {
      return Optional.empty();
    }
    Optional<Long> min = yaml.uint32(fields.get("min"), "`min` of " + what);
    Optional<Long> max = yaml.uint32(fields.get("max"), "`max` of " + what);
    if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
      yaml.problem(fields.get("max"), "`max` of %s is below its `min`".formatted(what));
    }
    return min.flatMap(low -> max.map(high -> new OptionSpec.Range(low, high)));
  }

  private Optional<String> readPattern(Map<String, Node> fields, String what) {
    if (!fields.containsKey("pattern")) {
      return Optional.empty();
    }
    Optional<String> pattern = yaml.text(fields.get("pattern"), "`pattern` of " + what);
    try {
      pattern.ifPresent(Pattern::compile);
    } catch (PatternSyntaxException e) {
      yaml.problem(
          fields.get("pattern"),
          "`pattern` of %s is no regular expression: %s".formatted(what, e.getDescription()));
    }
    return pattern;
  }

  private List<String> readValues(Map<String, Node> fields, String what) {
    List<String> values = new ArrayList<>();
    if (fields.containsKey("values")) {
      for (Node item : yaml.items(fields.get("values"), "`values` of " + what)) {
        yaml.text(item, "a value of " + what).ifPresent(values::add);
      }
      if (values.isEmpty() || Set.copyOf(values).size() != values.size()) {
        yaml.problem(
            fields.get("values"), "`values` of %s have to be some, each once".formatted(what));
      }
    }
    return values;
  }

  private Map<PortKind, Object> readDefaults(OptionSpec option, Node node, String what) {
    Map<PortKind, Object> defaults = new EnumMap<>(PortKind.class);
    if (!(node instanceof MappingNode)) {
      readValue(option, node, "`default` of " + what)
          .ifPresent(
              value -> List.of(PortKind.values()).forEach(kind -> defaults.put(kind, value)));
      return defaults;
    }
    Map<String, Node> byKind = yaml.fields(node, "`default` of " + what);
    for (PortKind kind : PortKind.values()) {
      if (requires(byKind, kind.id(), node, "`default` of " + what)) {
        readValue(option, byKind.remove(kind.id()), "`default.%s` of %s".formatted(kind.id(), what))
            .ifPresent(value -> defaults.put(kind, value));
      }
    }
    byKind.forEach(
        (kind, at) ->
            yaml.problem(at, "unknown kind of port `%s` in `default` of %s".formatted(kind, what)));
    return defaults;
  }

  private Optional<Object> readValue(OptionSpec option, Node node, String what) {
    return switch (option.type()) {
      case INT -> {
        Optional<Long> value = yaml.uint32(node, what);
        OptionSpec.Range range = option.range().orElseThrow();
        value
            .filter(v -> !range.contains(v))
            .ifPresent(
                v ->
                    yaml.problem(
                        node,
                        "%s is %d, outside of %d to %d"
                            .formatted(what, v, range.min(), range.max())));
        yield value.map(v -> v);
      }
      case BOOL -> yaml.bool(node, what).map(v -> v);
      case ENUM -> checked(node, what, option.values()::contains, "none of its `values`");
      case STRING ->
          checked(
              node,
              what,
              v -> option.pattern().map(p -> Pattern.matches(p, v)).orElse(true),
              "not what its `pattern` says");
      case MAP, COUNTS -> throw new IllegalStateException("a map has no default");
    };
  }

  private Optional<Object> checked(
      Node node, String what, java.util.function.Predicate<String> good, String complaint) {
    Optional<String> value = yaml.text(node, what);
    value
        .filter(good.negate())
        .ifPresent(v -> yaml.problem(node, "%s is `%s`, %s".formatted(what, v, complaint)));
    return value.map(v -> v);
  }

  /** {@code max_in_flight} to {@code maxInFlight}. */
  static String camel(String name) {
    StringBuilder out = new StringBuilder();
    boolean upper = false;
    for (char c : name.toCharArray()) {
      if (c == '_') {
        upper = true;
      } else {
        out.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return out.toString();
  }
}
