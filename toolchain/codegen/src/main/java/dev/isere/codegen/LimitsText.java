// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes docs/limits.md. */
final class LimitsText {
  private LimitsText() {}

  static String of(List<OptionSpec> options) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    options.forEach(o -> groups.computeIfAbsent(o.group(), g -> new ArrayList<>()).add(o));
    String text =
        groups.entrySet().stream()
            .map(group -> section(group.getKey(), group.getValue()))
            .collect(Collectors.joining("\n\n"));
    return Template.fill("limits.md.template", Map.of("groups", text));
  }

  private static String section(String group, List<OptionSpec> options) {
    List<String> lines = new ArrayList<>();
    lines.add(group.isEmpty() ? "## At the top" : "## `" + group + "`");
    lines.add("");
    String kinds =
        List.of(PortKind.values()).stream().map(PortKind::title).collect(Collectors.joining(" | "));
    lines.add("| option | what it is | values | " + kinds + " | scope |");
    lines.add("|---|---|---|" + "---|".repeat(PortKind.values().length) + "---|");
    options.forEach(option -> lines.add(row(option)));
    return String.join("\n", lines);
  }

  private static String row(OptionSpec option) {
    String defaults =
        List.of(PortKind.values()).stream()
            .map(kind -> option.defaultFor(kind).map(String::valueOf).orElse(""))
            .collect(Collectors.joining(" | "));
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            option.key(),
            option.doc().replace("|", "\\|"),
            values(option),
            defaults,
            option.scope().id());
  }

  private static String values(OptionSpec option) {
    return switch (option.type()) {
      case INT -> {
        OptionSpec.Range range = option.range().orElseThrow();
        String unit =
            option.unit() == Unit.BYTES || option.unit() == Unit.MS ? " " + option.unit().id() : "";
        yield range.min() + " to " + range.max() + unit;
      }
      case BOOL -> "`true`, `false`";
      case ENUM ->
          option.values().stream().map(v -> "`" + v + "`").collect(Collectors.joining(", "));
      case STRING -> "text" + pattern(option);
      case MAP -> "names" + pattern(option) + " with texts";
      case COUNTS -> "names" + pattern(option) + " with numbers";
    };
  }

  private static String pattern(OptionSpec option) {
    return option.pattern().map(p -> " like `" + p.replace("|", "\\|") + "`").orElse("");
  }
}
