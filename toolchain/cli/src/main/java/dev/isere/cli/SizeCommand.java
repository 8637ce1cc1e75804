/*
 * isere size
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.diagnostic.ExitCode;
import dev.isere.project.Project;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how much of a board a function takes. */
@Command(name = "size", description = "Says how much of a board a function takes, and why.")
final class SizeCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private ProjectArguments arguments;
  @Mixin private BoardRoots boardRoots;
  @Mixin private ZephyrArguments zephyr;

  @Option(
      names = "--board",
      paramLabel = "NAME",
      completionCandidates = BoardNames.class,
      defaultValue = "pico2",
      description = "The board to measure for (default: pico2).")
  private String boardName;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  SizeCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    BoardCatalogue boards = new BoardCatalogue(boardRoots.paths());
    Board board = boards.find(boardName);
    Project project = arguments.load(board.port());
    MadeFunction made = FunctionMaker.makeOnce(root, project);
    SizeFacts facts = new SizeFinder(root, boards, board, project, made).find(zephyr.named());
    SizeReport report = new SizeReport(facts);
    if (json) {
      root.screen().print(report.json());
    } else {
      report.lines().forEach(root.screen()::print);
    }
    return ExitCode.DONE.value();
  }
}
