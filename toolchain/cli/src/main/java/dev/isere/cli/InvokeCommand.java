/*
 * isere invoke
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.board.ChipMemory;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.project.Project;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calls a handler once. */
@Command(name = "invoke", description = "Calls a handler once and shows its response.")
final class InvokeCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private ProjectArguments arguments;
  @Mixin private RequestArguments requestArguments;
  @Mixin private BoardRoots boardRoots;

  @Option(
      names = "--board",
      paramLabel = "NAME",
      completionCandidates = BoardNames.Calling.class,
      defaultValue = "native",
      description = "Where to call it: native, or m33-sim, which says what it costs on a chip.")
  private String boardName;

  @Option(names = "--json", description = "Print response and logs as one JSON object.")
  private boolean json;

  InvokeCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    HttpRequest request = requestArguments.request();
    BoardCatalogue boards = new BoardCatalogue(boardRoots.paths());
    Board board = boards.find(boardName);
    if (board.build() == Board.Build.ZEPHYR) {
      throw IsereException.usage(
          Diagnostic.error("functions are not called on " + board.name() + " one by one")
              .withHelp(
                  arguments.command("invoke")
                      + " --board m33-sim says what a call costs on a chip"));
    }
    Project project = arguments.load(board.port());
    MadeFunction made = FunctionMaker.makeOnce(root, project);
    FunctionLog log = new FunctionLog(root.screen(), made.symbolicator());
    InvokeReport report =
        board.build() == Board.Build.M33_SIM
            ? onChip(request, project, made, ChipMemory.of(board, boards).orElseThrow())
            : new FunctionCaller.Here(root, project, made).call(request);
    if (json) {
      root.screen().print(report.json(log::translated));
    } else {
      report.show(root.screen(), log);
      if (request.method().equals("GET") && report.isEmpty()) {
        root.screen().say(InvokeReport.EMPTY_HINT);
      }
    }
    return (report.response().isServerError() ? ExitCode.FAILED : ExitCode.DONE).value();
  }

  private InvokeReport onChip(
      HttpRequest request, Project project, MadeFunction made, ChipMemory memory) {
    try (FittedChip chip = FittedChip.start(root, boardName, memory, project, made)) {
      return new FunctionCaller.OnChip(chip, project).call(request);
    }
  }
}
