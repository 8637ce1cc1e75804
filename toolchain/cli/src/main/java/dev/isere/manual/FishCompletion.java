/*
 * Writes completion for fish.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.manual;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish: one {@code complete} for each command, option and argument. */
final class FishCompletion {
  private final String name;
  private final StringBuilder text = new StringBuilder();

  private FishCompletion(String name) {
    this.name = name;
  }

  static String of(CommandSpec root) {
    FishCompletion script = new FishCompletion(root.name());
    script.line("# Completion of " + root.name() + " for fish; made by: isere completion fish");
    // Files are offered where a file is wanted.
    script.line("complete -c " + root.name() + " -f");
    script.command(root, List.of());
    return script.text.toString();
  }

  /**
   * A command, and those below it.
   *
   * @param words its name with those above it, but for the topmost
   */
  private void command(CommandSpec spec, List<String> words) {
    Collection<CommandLine> below = spec.subcommands().values();
    List<String> names = below.stream().map(CommandLine::getCommandName).toList();
    String here = condition(words, List.of());
    String beforeNext = condition(words, names);
    for (CommandLine command : below) {
      String about = command.getCommandSpec().usageMessage().description()[0];
      complete(beforeNext, " -a " + quoted(command.getCommandName()) + about(about));
    }
    for (OptionSpec option : spec.options()) {
      // What the topmost command hands down is offered everywhere by its own entry.
      if (!option.inherited() && !option.hidden()) {
        complete(words.isEmpty() && handsDown(option) ? "" : here, option(option));
      }
    }
    for (ArgSpec parameter : spec.positionalParameters()) {
      String values = values(parameter);
      if (!values.isEmpty()) {
        complete(here, values);
      }
    }
    for (CommandLine command : below) {
      List<String> longer = new ArrayList<>(words);
      longer.add(command.getCommandName());
      command(command.getCommandSpec(), longer);
    }
  }

  private static boolean handsDown(OptionSpec option) {
    return option.scopeType() == CommandLine.ScopeType.INHERIT;
  }

  /** What has to have been typed, and what must not. */
  private static String condition(List<String> words, List<String> notYet) {
    List<String> parts = new ArrayList<>();
    words.forEach(word -> parts.add("__fish_seen_subcommand_from " + word));
    if (words.isEmpty()) {
      parts.add("__fish_use_subcommand");
    } else if (!notYet.isEmpty()) {
      parts.add("not __fish_seen_subcommand_from " + String.join(" ", notYet));
    }
    return " -n " + quoted(String.join("; and ", parts));
  }

  private static String option(OptionSpec option) {
    StringBuilder line = new StringBuilder();
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      line.append(" -r").append(values(option));
    }
    return line.append(about(String.join(" ", option.description()))).toString();
  }

  /** What a value may be: one of some words, a file, or anything. */
  private static String values(ArgSpec argument) {
    if (argument.completionCandidates() != null) {
      return " -a " + quoted(String.join(" ", argument.completionCandidates()));
    }
    boolean isFile = argument.auxiliaryTypes()[0].equals(Path.class);
    return isFile ? " -F" : "";
  }

  private static String about(String description) {
    String sentence = description.replaceFirst("\\.$", "");
    return " -d " + quoted(sentence);
  }

  private static String quoted(String word) {
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private void complete(String condition, String what) {
    line("complete -c " + name + condition + what);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
