/*
 * isere doctor
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.build.Prerequisite;
import dev.isere.build.Prerequisites;
import dev.isere.build.ProgramVersion;
import dev.isere.build.WorkspaceFinder;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what it takes to build for a board, and what of it is there. */
@Command(
    name = "doctor",
    description =
        "Says what it takes to build for a board, what of it is there, how to get the rest.")
final class DoctorCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private BoardRoots boardRoots;
  @Mixin private ZephyrArguments zephyr;

  @Option(
      names = "--board",
      paramLabel = "NAME",
      completionCandidates = BoardNames.class,
      description = "Only this board; exit code 3 if something is missing (default: all boards).")
  private String boardName;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  DoctorCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    BoardCatalogue catalogue = new BoardCatalogue(boardRoots.paths());
    List<Board> boards = boardName == null ? catalogue.all() : List.of(catalogue.find(boardName));
    Prerequisites prerequisites =
        new Prerequisites(WorkspaceFinder.ofThisProcess(), new ProgramVersion());
    Map<Board, List<Prerequisite>> found = new LinkedHashMap<>();
    for (Board board : boards) {
      found.put(board, prerequisites.of(board, zephyr.named()));
    }
    DoctorReport report = new DoctorReport(found);
    root.screen().print(json ? report.json() : report.text());
    if (boardName != null) {
      refuseLack(boards.get(0), found.get(boards.get(0)));
    }
    return ExitCode.DONE.value();
  }

  private static void refuseLack(Board board, List<Prerequisite> all) {
    List<Prerequisite> lacking = all.stream().filter(Prerequisite::isMissing).toList();
    if (lacking.isEmpty()) {
      return;
    }
    String names = String.join(", ", lacking.stream().map(Prerequisite::name).toList());
    Diagnostic error = Diagnostic.error("to build for `" + board.name() + "` takes more: " + names);
    for (String line : lacking.stream().flatMap(l -> l.help().stream()).distinct().toList()) {
      error = error.withHelp(line);
    }
    throw new IsereException(ExitCode.MACHINE, error);
  }
}
