/*
 * isere build
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.build.NativeBuild;
import dev.isere.build.RuntimeExecutable;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import dev.isere.project.Project;
import java.nio.file.Files;
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

  @Option(
      names = "--board",
      paramLabel = "NAME",
      required = true,
      description = "What to build for; `isere boards` lists them.")
  private String boardName;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Folder for what is made (default: build/NAME).")
  private Path output;

  BuildCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    Board board = new BoardCatalogue(boardRoots.paths()).find(boardName);
    Path folder = output == null ? Path.of("build", board.name()) : output;
    if (board.zephyr().isPresent()) {
      throw IsereException.failed(Diagnostic.error("firmware for boards cannot be built yet"));
    }
    Project project = arguments.load(board.port());
    byte[] image = make(project, folder);
    RuntimeExecutable runtime = RuntimeExecutable.locate(Home.folder());
    List<Path> files = NativeBuild.write(folder, image, runtime);
    files.forEach(file -> root.screen().print(FileSize.describe(file)));
    root.screen().say("serve it: " + serveCommand(files, project));
    return ExitCode.DONE.value();
  }

  private static String serveCommand(List<Path> files, Project project) {
    StringBuilder command = new StringBuilder();
    command.append(shellName(files.get(1))).append(' ').append(shellName(files.get(0)));
    command.append(" --port 8080");
    project
        .firmwareOptions()
        .forEach((key, value) -> command.append(" --option " + key.key() + "=" + value));
    return command.toString();
  }

  private static String shellName(Path file) {
    String name = TextFiles.displayName(file);
    return name.contains("/") ? name : "./" + name;
  }

  private byte[] make(Project project, Path folder) {
    try {
      return new FunctionMaker(root).make(project);
    } catch (IsereException e) {
      Path previous = folder.resolve(NativeBuild.IMAGE_NAME);
      if (e.exitCode() == ExitCode.FAILED && Files.exists(previous)) {
        throw e.withHelp("nothing was built; the previous image is unchanged");
      }
      throw e;
    }
  }
}
