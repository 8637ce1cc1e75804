/*
 * isere completion
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.manual.Completion;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script by which a shell completes commands. */
@Command(
    name = "completion",
    description = {
      "Prints a script by which a shell completes commands, options, boards and files.",
      "It knows the commands of the isere that printed it: print it anew after an update."
    },
    footer = {
      "",
      "bash:  isere completion bash >~/.isere-completion; echo '. ~/.isere-completion' >>~/.bashrc",
      "zsh:   isere completion zsh >~/.isere-completion; echo '. ~/.isere-completion' >>~/.zshrc",
      "fish:  isere completion fish >~/.config/fish/completions/isere.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  private final RootCommand root;

  @Spec private CommandSpec spec;

  /** For the completion of this command itself. */
  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Completion.SHELLS.iterator();
    }
  }

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "bash, zsh or fish.")
  private String shell;

  CompletionCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    if (!Completion.SHELLS.contains(shell)) {
      throw IsereException.usage(
          Diagnostic.error("there is no completion for `" + shell + "`")
              .withHelp("there is for " + String.join(", ", Completion.SHELLS)));
    }
    root.screen().write(Completion.of(spec.root(), shell).getBytes(UTF_8));
    return ExitCode.DONE.value();
  }
}
