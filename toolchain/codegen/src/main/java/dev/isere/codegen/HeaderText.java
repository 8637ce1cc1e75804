// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes runtime-c/include/isere/isere_options.h. */
final class HeaderText {
  private static final int WIDTH = 120;

  private HeaderText() {}

  static String of(List<OptionSpec> all) {
    List<OptionSpec> options = all.stream().filter(OptionSpec::isRuntime).toList();
    return Template.fill(
        "isere_options.h.template",
        Map.of(
            "count", String.valueOf(options.size()),
            "fields", join(options, "\n\n", HeaderText::field),
            "defaults", join(options, "\n", HeaderText::defaultMacro),
            "rows", join(options, " \\\n", HeaderText::row)));
  }

  private static String join(
      List<OptionSpec> options,
      String between,
      java.util.function.Function<OptionSpec, String> text) {
    return options.stream().map(text).collect(Collectors.joining(between));
  }

  private static String field(OptionSpec option) {
    String type = option.type() == OptionType.BOOL ? "bool" : "uint32_t";
    List<String> lines = new ArrayList<>();
    lines.add("  /**");
    Wrap.lines(option.doc(), WIDTH - 5).forEach(line -> lines.add("   * " + line));
    lines.add("   *");
    Wrap.lines("`" + option.key() + "`: " + facts(option) + ".", WIDTH - 5)
        .forEach(line -> lines.add("   * " + line));
    lines.add("   */");
    lines.add("  " + type + " " + option.field() + ";");
    return String.join("\n", lines);
  }

  private static String facts(OptionSpec option) {
    String unit = option.unit() == Unit.NONE ? "" : option.unit().id() + ", ";
    String range = option.range().map(r -> r.min() + " to " + r.max() + ", ").orElse("");
    return unit + range + "default " + defaults(option) + ", scope " + option.scope().id();
  }

  private static String defaults(OptionSpec option) {
    if (option.hasOneDefault()) {
      return String.valueOf(option.defaults().get(PortKind.LAPTOP));
    }
    return option.defaults().entrySet().stream()
        .map(e -> e.getValue() + " (" + e.getKey().id() + ")")
        .collect(Collectors.joining(" "));
  }

  private static String defaultMacro(OptionSpec option) {
    String config = "CONFIG_ISERE_" + option.constant();
    String name = "ISERE_DEFAULT_" + option.constant();
    String values =
        option.defaults().values().stream()
            .map(HeaderText::literal)
            .collect(Collectors.joining(", "));
    String fallback = "#define %s ISERE_BY_PORT_KIND(%s)".formatted(name, values);
    if (option.type() == OptionType.BOOL) {
      // Kconfig leaves a bool that is off undefined; CONFIG_ISERE says that there is a Kconfig.
      return "#if defined(%2$s)\n#define %1$s true\n#elif defined(CONFIG_ISERE)\n#define %1$s false\n#else\n%3$s\n#endif"
          .formatted(name, config, fallback);
    }
    return "#if defined(%2$s)\n#define %1$s %2$s\n#else\n%3$s\n#endif"
        .formatted(name, config, fallback);
  }

  private static String literal(Object value) {
    return value instanceof Long ? value + "u" : String.valueOf(value);
  }

  private static String row(OptionSpec option) {
    String range = option.range().map(r -> r.min() + "u, " + r.max() + "u").orElse("0u, 1u");
    return "  X(%s, \"%s\", ISERE_OPTION_%s, ISERE_DEFAULT_%s, %s)"
        .formatted(option.field(), option.key(), option.scope().name(), option.constant(), range);
  }
}
