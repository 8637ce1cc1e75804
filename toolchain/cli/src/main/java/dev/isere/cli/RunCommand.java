/*
 * isere run
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.project.PortKind;
import dev.isere.project.Project;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves a handler on this machine until it is told to stop. */
@Command(
    name = "run",
    description = "Serves a handler on this machine, or on a board that it emulates.")
final class RunCommand implements Callable<Integer> {
  private static final String THIS_MACHINE = "native";

  private final RootCommand root;

  @Mixin private ProjectArguments arguments;
  @Mixin private BoardRoots boardRoots;
  @Mixin private ZephyrArguments zephyr;

  @Option(
      names = "--board",
      paramLabel = "NAME",
      completionCandidates = BoardNames.Running.class,
      defaultValue = THIS_MACHINE,
      description = "A board to emulate, such as qemu; built in build/NAME (default: native).")
  private String boardName;

  @Mixin private ListenArguments listen;

  RunCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    ServerAddress address = listen.address();
    if (boardName.equals(THIS_MACHINE)) {
      return run(arguments.load(PortKind.LAPTOP), address);
    }
    Board board = new BoardCatalogue(boardRoots.paths()).find(boardName);
    Project project = arguments.load(board.port());
    return board.zephyr().isPresent() ? emulate(board, project, address) : run(project, address);
  }

  private int run(Project project, ServerAddress address) {
    MadeFunction function = FunctionMaker.makeOnce(root, project);
    FunctionLog log = new FunctionLog(root.screen(), function.symbolicator());
    try (LocalRuntime runtime = LocalRuntime.start(root, project, function, address, log)) {
      runtime.exitCleanlyOnSignal(() -> {});
      root.screen().print("listening on " + runtime.address());
      return runtime.await();
    }
  }

  private int emulate(Board board, Project project, ServerAddress address) {
    Path folder = Path.of("build", board.name());
    BoardRunner runner = new BoardRunner(root, board, arguments, project, folder);
    ServerAddress place = runner.place(address);
    BoardMaker maker = new BoardMaker(root, board, arguments, project, folder);
    maker.make(zephyr.named());
    return runner.run(place, maker.made().symbolicator());
  }
}
