/*
 * Says how a command was used wrongly.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.Suggestion;
import java.nio.file.InvalidPathException;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says how a command was used wrongly, and what was probably meant. */
final class UsageError {
  private final Screen screen;

  UsageError(Screen screen) {
    this.screen = screen;
  }

  /** Shows the mistake; gives the exit code. */
  int show(ParameterException mistake) {
    screen.show(List.of(diagnostic(mistake)));
    return ExitCode.USAGE.value();
  }

  private static Diagnostic diagnostic(ParameterException mistake) {
    CommandLine command = mistake.getCommandLine();
    String more = command.getCommandSpec().qualifiedName() + " --help";
    if (mistake instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(command, unmatched.getUnmatched().get(0), more);
    }
    if (mistake.getMessage().contains(InvalidPathException.class.getSimpleName())) {
      return Diagnostic.error("`" + mistake.getValue() + "` cannot be the name of a file")
          .withHelp("for names beyond ASCII: export LC_ALL=C.UTF-8");
    }
    return Diagnostic.error(lowerFirst(mistake.getMessage().replaceFirst("^Error: ", "")))
        .withHelp(more);
  }

  private static Diagnostic unmatched(CommandLine command, String argument, String more) {
    String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
    if (name.startsWith("-")) {
      return unknown("option", name, command.getCommandSpec().optionsMap().keySet(), more);
    }
    if (command.getParent() == null) {
      return unknown("command", name, command.getSubcommands().keySet(), more);
    }
    return Diagnostic.error("one argument too many: `" + argument + "`").withHelp(more);
  }

  private static Diagnostic unknown(
      String what, String name, Collection<String> known, String more) {
    Diagnostic error = Diagnostic.error("unknown " + what + " `" + name + "`");
    return Suggestion.closest(name, known)
        .map(word -> error.withHelp("did you mean `" + word + "`? all of them: " + more))
        .orElseGet(() -> error.withHelp(more));
  }

  private static String lowerFirst(String text) {
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
