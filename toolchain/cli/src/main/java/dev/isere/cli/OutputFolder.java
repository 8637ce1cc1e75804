/*
 * Decides where `isere build` writes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
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
}
