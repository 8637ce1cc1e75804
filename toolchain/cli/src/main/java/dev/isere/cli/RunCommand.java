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

/** Serves a handler on this machine until it is told to stop. */
@Command(name = "run", description = "Serves a handler on this machine.")
final class RunCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private ProjectArguments arguments;

  @Mixin private ListenArguments listen;

  RunCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    ServerAddress address = listen.address();
    Project project = arguments.load(PortKind.LAPTOP);
    MadeFunction function = FunctionMaker.makeOnce(root, project);
    FunctionLog log = new FunctionLog(root.screen(), function.symbolicator());
    try (LocalRuntime runtime = LocalRuntime.start(root, project, function, address, log)) {
      runtime.exitCleanlyOnSignal(() -> {});
      root.screen().print("listening on " + runtime.address());
      return runtime.await();
    }
  }
}
