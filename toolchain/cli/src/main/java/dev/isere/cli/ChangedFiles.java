/*
 * What changed, in few words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.document.TextFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Names what was saved, as {@code a.js}, {@code a.js and b.js}, {@code a.js and 2 more}. */
final class ChangedFiles {
  private ChangedFiles() {}

  /**
   * Names files, the first of the alphabet first. What a watcher tells of beside them is left out:
   * the folder that a file lies in, an editor's copy.
   *
   * @param changed absolute paths
   * @param known the files that a function is made of
   * @return empty when nothing changed
   */
  static String name(Set<Path> changed, Set<Path> known) {
    List<String> names = names(changed, path -> decides(path, known));
    if (names.isEmpty()) {
      names = names(changed, path -> true);
    }
    return switch (names.size()) {
      case 0 -> "";
      case 1 -> names.get(0);
      case 2 -> names.get(0) + " and " + names.get(1);
      default -> names.get(0) + " and " + (names.size() - 1) + " more";
    };
  }

  private static boolean decides(Path path, Set<Path> known) {
    return known.contains(path) || path.endsWith("package.json") || path.endsWith("tsconfig.json");
  }

  private static List<String> names(Set<Path> changed, Predicate<Path> fits) {
    List<Path> fitting = changed.stream().filter(fits).sorted().toList();
    Stream<Path> files = fitting.stream().filter(path -> !isAbove(path, fitting));
    return files.map(TextFiles::displayName).toList();
  }

  private static boolean isAbove(Path folder, List<Path> paths) {
    return paths.stream().anyMatch(path -> !path.equals(folder) && path.startsWith(folder));
  }
}
