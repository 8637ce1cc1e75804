/*
 * Makes what serves a function on this machine without isère.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.NativeBuild;
import dev.isere.build.RuntimeExecutable;
import dev.isere.build.SourceMapFile;
import dev.isere.document.TextFiles;
import dev.isere.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Makes what serves a function on this machine without isère: an image and an executable. */
final class NativeMaker {
  private static final Pattern PLAIN_PATH = Pattern.compile("[\\p{L}\\p{N}._/@%+=:,-]+");

  private final RootCommand root;

  NativeMaker(RootCommand root) {
    this.root = root;
  }

  /** Writes them and the image's source map; gives all files and says how to start them. */
  BuildReport make(Project project, Path folder) {
    MadeFunction function = FunctionMaker.makeFor(folder, root, project);
    RuntimeExecutable runtime = RuntimeExecutable.locate(Home.folder());
    List<Path> files = new ArrayList<>(NativeBuild.write(folder, function.image(), runtime));
    files.add(SourceMapFile.write(folder, function.buildId(), function.sourceMap()));
    return new BuildReport(
        "native", function.buildId(), files, "serve it: " + serveCommand(files, project));
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
}
