/*
 * Finds boards.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.diagnostic.Suggestion;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The boards below some folders, each a folder with a board.yaml. */
public final class BoardCatalogue {
  private final SortedMap<String, Path> folders = new TreeMap<>();

  /**
   * Lists the boards; reads none of them yet.
   *
   * @param roots folders of boards; of two boards with one name the later root's counts
   * @throws IsereException for a root that is no folder
   */
  public BoardCatalogue(List<Path> roots) {
    for (Path root : roots) {
      try (Stream<Path> entries = Files.list(root)) {
        entries
            .filter(folder -> Files.exists(folder.resolve(BoardFile.NAME)))
            .forEach(folder -> folders.put(folder.getFileName().toString(), folder));
      } catch (IOException e) {
        throw new IsereException(
            ExitCode.USAGE,
            Diagnostic.error("no folder of boards at " + TextFiles.displayName(root)),
            e);
      }
    }
  }

  /**
   * A board by its name.
   *
   * @throws IsereException if there is none, or its board.yaml is wrong
   */
  public Board find(String name) {
    Path folder = folders.get(name);
    if (folder == null) {
      String all = "all boards: isere boards";
      throw IsereException.usage(
          Diagnostic.error("unknown board `" + name + "`")
              .withHelp(
                  Suggestion.closest(name, folders.keySet())
                      .map(known -> "did you mean `" + known + "`? " + all)
                      .orElse(all)));
    }
    return BoardFile.read(folder);
  }

  /**
   * All boards, by name.
   *
   * @throws IsereException with every mistake in every board.yaml
   */
  public List<Board> all() {
    List<Board> boards = new ArrayList<>();
    List<Diagnostic> wrong = new ArrayList<>();
    for (Path folder : folders.values()) {
      try {
        boards.add(BoardFile.read(folder));
      } catch (IsereException e) {
        wrong.addAll(e.diagnostics());
      }
    }
    if (!wrong.isEmpty()) {
      throw IsereException.failed(wrong);
    }
    return boards;
  }
}
