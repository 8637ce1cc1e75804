// The project's own files, for the tidy tests to look through.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.tidy;

import dev.isere.tests.support.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Walks the work tree, past everything that a build makes. */
final class Sources {
  private static final Set<String> MADE =
      Set.of(
          ".git",
          ".build",
          "target",
          "build",
          "out",
          "__pycache__",
          ".idea",
          ".vscode",
          "node_modules");

  private static final List<Path> FILES = walk();

  private Sources() {}

  /** Paths relative to the root whose name, with slashes, fits; none is a mistake of the caller. */
  static List<Path> matching(Predicate<String> fits) {
    List<Path> found = FILES.stream().filter(f -> fits.test(name(f))).toList();
    if (found.isEmpty()) {
      throw new AssertionError("there is no file to check");
    }
    return found;
  }

  static String name(Path file) {
    return file.toString().replace('\\', '/');
  }

  static long size(Path file) {
    try {
      return Files.size(Home.root().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a file; none of one that is not text. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(Home.root().resolve(file));
    } catch (MalformedInputException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    return String.join("\n", lines(file)) + "\n";
  }

  /** Where something is. */
  static String at(Path file, int lineIndex) {
    return name(file) + ":" + (lineIndex + 1);
  }

  /** Calls {@code look} with each line and its index, and a place to put complaints. */
  static List<String> complaints(List<Path> files, Look look) {
    List<String> complaints = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        int at = i;
        look.at(file, lines.get(i), what -> complaints.add(at(file, at) + ": " + what));
      }
    }
    return complaints;
  }

  /** Looks at a line. */
  interface Look {
    void at(Path file, String line, Consumer<String> complain);
  }

  private static List<Path> walk() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          Home.root(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
              Path name = folder.getFileName();
              return name != null && MADE.contains(name.toString()) && isMade(folder)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
              // In a work tree of git's, .git is a file.
              if (a.isRegularFile() && !file.endsWith(".git")) {
                files.add(Home.root().relativize(file));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files.stream().sorted().toList();
  }

  /** The Java package dev.isere.build is no build product. */
  private static boolean isMade(Path folder) {
    return !name(folder).contains("/java/dev/isere/");
  }
}
