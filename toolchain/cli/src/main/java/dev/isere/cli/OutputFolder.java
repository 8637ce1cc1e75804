/*
 * Decides where `isere build` writes.
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where {@code isere build} writes. */
final class OutputFolder {
  private OutputFolder() {}

  /**
   * The folder that a person names, or build/BOARD.
   *
   * @param named null without {@code -o}
   * @throws IsereException if the name is empty, as when a script's variable is
   */
  static Path of(Path named, Board board) {
    if (named == null) {
      return Path.of("build", board.name());
    }
    if (named.toString().isEmpty()) {
      throw IsereException.usage(
          Diagnostic.error("-o wants a folder, and this is an empty text")
              .withHelp("the folder that you are in is: -o ."));
    }
    return named;
  }

  /**
   * Refuses what cannot be a file to write, before anything is done whose result would be lost.
   *
   * @param option that a person has named it with
   * @throws IsereException if the name is empty or that of a folder
   */
  static void check(Path file, String option) {
    if (file.toString().isEmpty()) {
      throw IsereException.usage(
          Diagnostic.error(option + " wants a file, and this is an empty text"));
    }
    if (Files.isDirectory(file)) {
      throw IsereException.usage(
          Diagnostic.error(
              option + " wants a file, and " + TextFiles.displayName(file) + " is a folder"));
    }
  }

  /**
   * Writes a text file that a person has named.
   *
   * @throws IsereException if it cannot be written
   */
  static void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error("cannot write " + TextFiles.displayName(file) + ": " + IoReason.of(e)),
          e);
    }
  }
}
