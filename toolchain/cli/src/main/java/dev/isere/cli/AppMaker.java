/*
 * Makes the Zephyr application of a project and a board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
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
