/*
 * What isere build says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.document.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code isere build} says.
 *
 * @param board its name
 * @param buildId of the function image
 * @param files all that was made, in the order in which a person wants to know of it
 * @param next what to do with it, one line
 */
record BuildReport(String board, String buildId, List<Path> files, String next) {
  /**
   * Lists the files, and says what is next.
   *
   * @param json for a script: one object
   */
  void show(Screen screen, boolean json) {
    if (json) {
      screen.print(Json.text(this::write));
    } else {
      files.forEach(file -> screen.print(FileSize.describe(file)));
    }
    screen.say(next);
  }

  private void write(Json.Writer out) {
    out.startObject();
    out.text("board", board);
    out.text("buildId", buildId);
    out.startArray("files");
    for (Path file : files) {
      out.startObject();
      out.text("file", TextFiles.displayName(file));
      out.number("bytes", bytes(file));
      out.endObject();
    }
    out.endArray();
    out.endObject();
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
