/*
 * Where boards are looked for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where boards are looked for. */
final class BoardRoots {
  @Option(
      names = "--board-root",
      paramLabel = "DIR",
      description = "A folder of boards beside those of isère.")
  private List<Path> more = new ArrayList<>();

  /** The folders, isère's own first. */
  List<Path> paths() {
    List<Path> roots = new ArrayList<>();
    roots.add(Home.folder().resolve("boards"));
    roots.addAll(more);
    return roots;
  }
}
