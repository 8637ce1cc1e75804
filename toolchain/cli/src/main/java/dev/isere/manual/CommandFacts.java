/*
 * What there is to say about a command.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.manual;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What there is to say about a command.
 *
 * @param words its name with those of the commands above it, as {@code [isere, cache, list]}
 * @param synopsis how it is called, on one line
 * @param description sentences
 * @param arguments of each positional parameter and each option: how it is written, and what it is
 *     for; those that every command takes are left out but for the topmost
 * @param subcommands the commands below it
 * @param exitCodes what each means
 */
record CommandFacts(
    List<String> words,
    String synopsis,
    List<String> description,
    Map<String, String> arguments,
    List<CommandFacts> subcommands,
    Map<String, String> exitCodes) {

  /** What the model says of a command and of those below it. */
  static CommandFacts of(CommandSpec spec) {
    List<String> above = new ArrayList<>();
    for (CommandLine parent = spec.parent() == null ? null : spec.parent().commandLine();
        parent != null;
        parent = parent.getParent()) {
      above.add(0, parent.getCommandName());
    }
    return of(spec, above);
  }

  private static CommandFacts of(CommandSpec spec, List<String> above) {
    List<String> words = new ArrayList<>(above);
    words.add(spec.name());
    List<CommandFacts> below = new ArrayList<>();
    spec.subcommands().values().forEach(command -> below.add(of(command.getCommandSpec(), words)));
    return new CommandFacts(
        words,
        synopsis(spec, words),
        List.of(spec.usageMessage().description()),
        arguments(spec),
        below,
        spec.usageMessage().exitCodeList());
  }

  /** As in the command's help, without its line breaks. */
  private static String synopsis(CommandSpec spec, List<String> words) {
    String text = new Help(spec, Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
    String whole = text.strip().replaceAll("\\s+", " ");
    String name = String.join(" ", words);
    return whole.startsWith(name) ? whole : name + whole.substring(spec.name().length());
  }

  private static Map<String, String> arguments(CommandSpec spec) {
    Map<String, String> arguments = new LinkedHashMap<>();
    spec.positionalParameters()
        .forEach(it -> arguments.put(it.paramLabel(), text(it.description())));
    for (OptionSpec option : spec.options()) {
      if (!option.inherited() && !option.hidden()) {
        String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        arguments.put(String.join(", ", option.names()) + value, text(option.description()));
      }
    }
    return arguments;
  }

  private static String text(String[] lines) {
    return String.join(" ", lines);
  }

  /** As {@code isere cache list}. */
  String name() {
    return String.join(" ", words);
  }
}
