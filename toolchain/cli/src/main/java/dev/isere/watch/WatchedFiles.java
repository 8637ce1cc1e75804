/*
 * Which files are watched.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.watch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * Files and folders to watch, some of which may not exist.
 *
 * @param files absolute, normalised
 */
record WatchedFiles(Set<Path> files) {
  /** Files that decide how others are read; watched wherever a watched file lies. */
  private static final Set<String> ALWAYS = Set.of("package.json", "tsconfig.json");

  WatchedFiles {
    files = Set.copyOf(files);
  }

  /** The folders in which something has to happen when one of the files changes or appears. */
  Set<Path> folders() {
    Set<Path> folders = new TreeSet<>();
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        folders.add(file);
      }
      Path parent = file.getParent();
      while (parent != null && !Files.isDirectory(parent)) {
        parent = parent.getParent();
      }
      if (parent != null) {
        folders.add(parent);
      }
    }
    return folders;
  }

  /** Whether a change of this path may change what the files are, or say. */
  boolean concerns(Path changed) {
    Path name = changed.getFileName();
    return name != null && ALWAYS.contains(name.toString())
        || files.stream().anyMatch(file -> concerns(file, changed));
  }

  /**
   * An import may leave out the end of a file's name, and it may name a folder that is not there.
   */
  private static boolean concerns(Path file, Path changed) {
    if (file.startsWith(changed) || changed.startsWith(file)) {
      return true;
    }
    Path parent = file.getParent();
    return parent != null
        && parent.equals(changed.getParent())
        && changed.getFileName().toString().startsWith(file.getFileName() + ".");
  }
}
