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
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a function image and what serves it. */
@Command(name = "build", description = "Makes a function image and what serves it on a board.")
final class BuildCommand implements Callable<Integer> {
  private static final Pattern PLAIN_PATH = Pattern.compile("[\\p{L}\\p{N}._/@%+=:,-]+");

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
    if (output != null && output.toString().isEmpty()) {
      throw IsereException.usage(
          Diagnostic.error("-o wants a folder, and this is an empty text")
              .withHelp("the folder that you are in is: -o ."));
    }
    Path folder = output == null ? Path.of("build", board.name()) : output;
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

  /** A file as a shell takes it for one: no command of the PATH, no option, no several words. */
  private static String shellName(Path file) {
    String name = TextFiles.displayName(file);
    String path = name.contains("/") && !name.startsWith("-") ? name : "./" + name;
    return PLAIN_PATH.matcher(path).matches() ? path : "'" + path.replace("'", "'\\''") + "'";
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
