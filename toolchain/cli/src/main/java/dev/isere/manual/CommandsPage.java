/*
 * Writes the page of all commands.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.manual;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** The page of all commands, in Markdown. */
public final class CommandsPage {
  private final StringBuilder text = new StringBuilder();

  private CommandsPage() {}

  /** The page's text. */
  public static String of(CommandSpec root) {
    return new CommandsPage().page(CommandFacts.of(root));
  }

  private String page(CommandFacts root) {
    line("<!-- Made by `isere manual --format markdown`; not to be edited. -->");
    line("# Commands");
    line("");
    line(
        "The same as `isere help COMMAND` says. Data goes to standard output, talk to standard error.");
    line("");
    table("command", root.subcommands());
    line("");
    line("Every command takes:");
    line("");
    arguments(root.arguments());
    line("");
    line("| exit code | |");
    line("|---|---|");
    root.exitCodes().forEach((code, meaning) -> line("| " + code + " | " + meaning + " |"));
    root.subcommands().forEach(command -> section(command, "##"));
    return text.toString();
  }

  private void table(String title, List<CommandFacts> commands) {
    line("| " + title + " | |");
    line("|---|---|");
    for (CommandFacts command : commands) {
      String anchor = command.name().replace(' ', '-');
      line(
          "| [`" + command.name() + "`](#" + anchor + ") | " + command.description().get(0) + " |");
    }
  }

  private void section(CommandFacts command, String level) {
    line("");
    line(level + " " + command.name());
    line("");
    line("`" + command.synopsis() + "`");
    line("");
    command.description().forEach(this::line);
    if (!command.arguments().isEmpty()) {
      line("");
      arguments(command.arguments());
    }
    command.subcommands().forEach(below -> section(below, level + "#"));
  }

  private void arguments(Map<String, String> arguments) {
    line("| | |");
    line("|---|---|");
    arguments.forEach((name, meaning) -> line("| " + code(name) + " | " + cell(meaning) + " |"));
  }

  /** Each way to write it, the shortest first. */
  private static String code(String names) {
    return "`" + cell(names.replace(", ", "`, `")) + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
