/*
 * The folders that Zephyr's sources and its modules' lie in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.SortedMap;
import java.util.TreeMap;

/** The folders that Zephyr's sources and its modules' lie in. */
final class ZephyrSources {
  /** West puts modules at paths such as modules/hal/rpi_pico. */
  private static final int MAX_DEPTH = 4;

  private ZephyrSources() {}

  /** The folders of a workspace, by their names in it. */
  static SortedMap<String, Path> of(Workspace workspace) throws IOException {
    SortedMap<String, Path> folders = new TreeMap<>();
    Path top = workspace.top();
    Path zephyr = workspace.zephyr().base();
    folders.put("zephyr", zephyr);
    Files.walkFileTree(
        top,
        EnumSet.noneOf(java.nio.file.FileVisitOption.class),
        MAX_DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean isHidden = folder.getFileName().toString().startsWith(".");
            if (folder.equals(zephyr) || isHidden && !folder.equals(top)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (isModule(folder) && !folder.equals(top)) {
              folders.put(top.relativize(folder).toString().replace('\\', '/'), folder);
              return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return folders;
  }

  private static boolean isModule(Path folder) {
    return Files.exists(folder.resolve("zephyr/module.yml"))
        || Files.exists(folder.resolve("zephyr/CMakeLists.txt"));
  }
}
