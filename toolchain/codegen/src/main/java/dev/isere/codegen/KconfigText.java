// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes runtime-c/Kconfig.options. */
final class KconfigText {
  private static final int WIDTH = 110;

  private KconfigText() {}

  static String of(List<OptionSpec> options) {
    String symbols =
        options.stream()
            .filter(OptionSpec::isRuntime)
            .map(KconfigText::symbol)
            .collect(Collectors.joining("\n\n"));
    return Template.fill("Kconfig.options.template", Map.of("symbols", symbols));
  }

  private static String symbol(OptionSpec option) {
    List<String> lines = new ArrayList<>();
    lines.add("config ISERE_" + option.constant());
    lines.add("\t%s \"%s\"".formatted(option.type().id(), prompt(option)));
    option.range().ifPresent(r -> lines.add("\trange " + r.min() + " " + r.max()));
    Object fallback = option.defaults().get(PortKind.LAPTOP);
    option
        .defaults()
        .forEach(
            (kind, value) -> {
              if (kind != PortKind.LAPTOP && !value.equals(fallback)) {
                lines.add("\tdefault %s if ISERE_PORT_KIND_%s".formatted(literal(value), kind));
              }
            });
    lines.add("\tdefault " + literal(fallback));
    lines.add("\thelp");
    Wrap.lines(option.doc(), WIDTH).forEach(line -> lines.add("\t  " + line));
    return String.join("\n", lines);
  }

  /** The first sentence without what would end or change a string of Kconfig. */
  private static String prompt(OptionSpec option) {
    String sentence = option.doc().split("[.;] |\\.$", 2)[0].replace("`", "").replace("\"", "'");
    String unit = option.unit() == Unit.NONE ? "" : ", " + option.unit().id();
    return option.key() + unit + ": " + sentence.replace("\\", "").replace("$", "");
  }

  private static Object literal(Object value) {
    return value instanceof Boolean on ? (on ? "y" : "n") : value;
  }
}
