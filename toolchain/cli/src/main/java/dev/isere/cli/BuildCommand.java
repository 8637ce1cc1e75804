/*
 * isere build
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.build.AppFolder;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import dev.isere.project.Project;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a function image and what serves it. */
@Command(name = "build", description = "Makes a function image and what serves it on a board.")
final class BuildCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private ProjectArguments arguments;
  @Mixin private BoardRoots boardRoots;
  @Mixin private ZephyrArguments zephyr;

  @Option(
      names = "--board",
      paramLabel = "NAME",
      completionCandidates = BoardNames.class,
      required = true,
      description = "What to build for; `isere boards` lists them.")
  private String boardName;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Folder for what is made (default: build/NAME).")
  private Path output;

  @Option(
      names = "--generate-only",
      description = "Make the Zephyr application in DIR/app, and nothing else.")
  private boolean generateOnly;

  @Option(names = "--dry-run", description = "Print the commands that would be run; write nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print what was made as one JSON object.")
  private boolean json;

  BuildCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    Board board = new BoardCatalogue(boardRoots.paths()).find(boardName);
    if (board.build() == Board.Build.M33_SIM) {
      throw IsereException.usage(
          Diagnostic.error("nothing is built for " + board.name() + ": functions are called on it")
              .withHelp(arguments.command("invoke") + " --board " + board.name()));
    }
    Path folder = OutputFolder.of(output, board);
    Project project = arguments.load(board.port());
    if (generateOnly) {
      AppMaker.generate(root, project, board, folder.resolve(AppFolder.NAME));
    } else if (board.zephyr().isPresent()) {
      build(project, board, folder);
    } else if (dryRun) {
      FunctionMaker.makeShowing(root, project);
    } else {
      new NativeMaker(root).make(project, folder).show(root.screen(), json);
    }
    return ExitCode.DONE.value();
  }

  private void build(Project project, Board board, Path folder) {
    BoardMaker maker = new BoardMaker(root, board, arguments, project, folder);
    if (dryRun) {
      maker.dryRun(zephyr.named());
      return;
    }
    List<Path> files = maker.make(zephyr.named()).stream().map(folder::resolve).toList();
    String next =
        board.zephyr().orElseThrow().run().isPresent()
            ? "run it: " + arguments.command("run") + " --board " + board.name()
            : "flash it: isere flash " + TextFiles.displayName(folder);
    new BuildReport(board.name(), maker.made().buildId(), files, next).show(root.screen(), json);
  }
}
