/*
 * isere dev
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.watch.FileWatcher;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves a handler and replaces it on every save. */
@Command(
    name = "dev",
    description = {
      "Serves a handler on this machine, and replaces it whenever a file of it is saved.",
      "A save that breaks it is shown, and the function before it goes on serving."
    })
final class DevCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private ProjectArguments arguments;
  @Mixin private ListenArguments listen;

  @Option(
      names = "--poll",
      description = "Look for changes four times a second, for folders of another machine.")
  private boolean poll;

  DevCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    ServerAddress address = listen.address();
    try (FileWatcher watcher = FileWatcher.create(poll)) {
      if (!poll && !FileWatcher.systemTells()) {
        root.screen().say("this system does not tell of changes: looking four times a second");
      }
      DevSession session = new DevSession(root.screen(), watcher);
      try (DevFunction function = new DevFunction(root, arguments, address, session::ended)) {
        return session.run(function);
      }
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("files cannot be watched: " + IoReason.of(e))
              .withHelp("isere dev --poll does without the system's help"),
          e);
    }
  }
}
