/*
 * The command `isere` itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code isere}: options that every command takes, and help. */
@Command(
    name = "isere",
    description = "Puts a JavaScript function on a microcontroller.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the work failed: the handler, the project or an image is to blame",
      "2:the command was used wrongly",
      "3:the machine lacks something",
      "4:isère itself is to blame"
    },
    footer = {"", "isere help COMMAND says more about a command."})
final class RootCommand implements Callable<Integer> {
  private final Screen screen;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(names = "--version", description = "Show the versions of isère and its engine.")
  private boolean version;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show what is run, and the function's debug log.")
  private boolean verbose;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in isère an error came up.")
  private boolean stacktrace;

  RootCommand(Screen screen) {
    this.screen = screen;
  }

  Screen screen() {
    return screen;
  }

  boolean verbose() {
    return verbose;
  }

  boolean stacktrace() {
    return stacktrace;
  }

  @Override
  public Integer call() {
    if (version) {
      return new VersionReport(screen).print();
    }
    spec.commandLine().usage(screen.err());
    return ExitCode.USAGE.value();
  }
}
