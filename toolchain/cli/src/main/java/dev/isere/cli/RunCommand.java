/*
 * isere run
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.project.PortKind;
import dev.isere.project.Project;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves a handler on this machine until it is told to stop. */
@Command(name = "run", description = "Serves a handler on this machine.")
final class RunCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private ProjectArguments arguments;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port to listen on; 0 picks a free one (default: 8080).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: 127.0.0.1, this machine only).")
  private String host;

  RunCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    ServerAddress address = ServerAddress.of(host, port);
    Project project = arguments.load(PortKind.LAPTOP);
    MadeFunction function = FunctionMaker.makeOnce(root, project);
    FunctionLog log = new FunctionLog(root.screen(), function.symbolicator());
    try (LocalRuntime runtime = LocalRuntime.start(root, project, function, address, log)) {
      runtime.exitCleanlyOnSignal();
      root.screen().print("listening on " + runtime.address());
      return runtime.await();
    }
  }
}
