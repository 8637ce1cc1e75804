/*
 * isere setup
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.WorkspaceFinder;
import dev.isere.diagnostic.ExitCode;
import dev.isere.setup.Mirror;
import dev.isere.setup.Setup;
import dev.isere.setup.SetupRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the workspace that firmware is built in. */
@Command(
    name = "setup",
    description = "Fetches what it takes to build firmware: west, Zephyr, a compiler.")
final class SetupCommand implements Callable<Integer> {
  private final RootCommand root;

  @Option(
      names = "--zephyr",
      paramLabel = "DIR",
      description = "Use this checkout of Zephyr instead of fetching one.")
  private Path zephyr;

  @Option(
      names = "--compiler",
      paramLabel = "WHICH",
      defaultValue = "auto",
      description = "sdk, gnuarmemb, or auto: one that is there, else the SDK's (default: auto).")
  private String compiler;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description = "Fetch from copies instead: https://... or file:///...; see docs/setup.md.")
  private String mirror;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask before fetching.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Print the commands, and run none.")
  private boolean dryRun;

  SetupCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    SetupRequest request =
        new SetupRequest(
            Home.folder().resolve("templates/workspace"),
            Optional.ofNullable(mirror).map(Mirror::of),
            Optional.ofNullable(zephyr),
            SetupRequest.Compiler.of(compiler));
    Map<String, String> environment = System.getenv();
    String host = Setup.host(System.getProperty("os.name"), System.getProperty("os.arch"));
    Setup setup =
        new Setup(
            WorkspaceFinder.setupFolder(),
            request,
            WorkspaceFinder.ofThisProcess(),
            environment,
            host);
    SetupTalk talk = new SetupTalk(root, setup);
    if (dryRun) {
      talk.printCommands();
    } else if (talk.agree(yes)) {
      setup.run(talk);
      talk.end();
    }
    return ExitCode.DONE.value();
  }
}
