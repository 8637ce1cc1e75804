/*
 * Makes the Zephyr application of a project and a board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.build.AppFolder;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import dev.isere.glue.AppSources;
import dev.isere.glue.FirmwareApp;
import dev.isere.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes the Zephyr application of a project and a board: reads templates, fills them. */
final class AppMaker {
  private static final int MAX_BYTES = 1 << 20;

  /** Explains the others. */
  private static final String README = "README.md";

  private AppMaker() {}

  /**
   * The application's files: text by path with slashes.
   *
   * @throws IsereException if a file of isère or of the board is missing
   */
  static SortedMap<String, String> make(Project project, Board board) {
    AppSources sources =
        new AppSources(
            templates(Home.folder().resolve("templates/firmware")),
            text(board.folder().resolve("board.conf")),
            text(board.folder().resolve("board.overlay")));
    return new FirmwareApp(Version.isere(), board, project).files(sources);
  }

  /**
   * Writes the application into a folder, and says how to build it.
   *
   * @throws IsereException if the board runs no Zephyr, or the folder cannot be written
   */
  static void generate(RootCommand root, Project project, Board board, Path folder) {
    if (board.zephyr().isEmpty()) {
      throw IsereException.usage(
          Diagnostic.error("the board `" + board.name() + "` has no Zephyr application"));
    }
    AppFolder.write(folder, make(project, board));
    String app = TextFiles.displayName(folder);
    root.screen().print(app);
    root.screen()
        .say(
            "build it: ISERE_ROOT=%s west build -d %s/build %s".formatted(Home.folder(), app, app));
  }

  private static SortedMap<String, String> templates(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files =
          walk.filter(Files::isRegularFile).filter(file -> !file.endsWith(README)).toList();
      SortedMap<String, String> templates = new TreeMap<>();
      for (Path file : files) {
        templates.put(folder.relativize(file).toString().replace('\\', '/'), text(file));
      }
      return templates;
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.BUG,
          Diagnostic.error("isère's own templates cannot be read: " + IoReason.of(e)),
          e);
    }
  }

  private static String text(Path file) {
    return TextFiles.read(file, MAX_BYTES).text();
  }
}
