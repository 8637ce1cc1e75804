/*
 * isere help
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.diagnostic.Suggestion;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the help of isère or of one command, on stdout since it was asked for. */
@Command(name = "help", description = "Shows help about a command.")
final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "The command.")
  private String name;

  @Override
  public Integer call() {
    CommandLine root = spec.commandLine().getParent();
    CommandLine command = name == null ? root : root.getSubcommands().get(name);
    if (command == null) {
      Diagnostic unknown = Diagnostic.error("unknown command `" + name + "`");
      throw IsereException.usage(
          Suggestion.closest(name, root.getSubcommands().keySet())
              .map(word -> unknown.withHelp("did you mean `" + word + "`?"))
              .orElseGet(() -> unknown.withHelp("isere --help")));
    }
    command.usage(command.getOut(), command.getColorScheme());
    return ExitCode.DONE.value();
  }
}
