/*
 * isere boards
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.diagnostic.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the boards that a function can be built for. */
@Command(name = "boards", description = "Lists the boards that a function can be built for.")
final class BoardsCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private BoardRoots boardRoots;

  @Option(names = "--json", description = "Print one JSON array.")
  private boolean json;

  BoardsCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    List<Board> boards = new BoardCatalogue(boardRoots.paths()).all();
    if (json) {
      root.screen().print(Json.text(out -> writeAll(out, boards)));
    } else {
      int width = boards.stream().mapToInt(board -> board.name().length()).max().orElse(0);
      for (Board board : boards) {
        String padding = " ".repeat(width - board.name().length());
        root.screen().print(board.name() + padding + "  " + board.description());
      }
    }
    return ExitCode.DONE.value();
  }

  private static void writeAll(Json.Writer out, List<Board> boards) {
    out.startArray();
    for (Board board : boards) {
      out.startObject();
      out.text("name", board.name());
      out.text("description", board.description());
      out.text("port", board.port().id());
      out.text("build", board.build().id());
      board.zephyr().ifPresent(zephyr -> out.text("zephyr", zephyr.target()));
      out.bool("runsHere", board.zephyr().map(zephyr -> zephyr.run().isPresent()).orElse(true));
      out.endObject();
    }
    out.endArray();
  }
}
