/*
 * Writes a new project.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.scaffold;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Writes a new project into a folder that holds nothing yet. */
public final class NewProject {
  /** A repository may be there before the project. */
  private static final String GIT = ".git";

  private NewProject() {}

  /**
   * Writes the files. None is written over: the folder is missing, or empty but for a {@code .git}.
   *
   * @param files bytes by path with slashes
   * @throws IsereException if there is something, or it cannot be written
   */
  public static void write(Path folder, SortedMap<String, byte[]> files) {
    String shown = TextFiles.displayName(folder);
    try {
      Optional<Path> inTheWay = inTheWay(folder);
      if (inTheWay.isPresent()) {
        throw IsereException.failed(
            Diagnostic.error("there is something already: " + TextFiles.displayName(inTheWay.get()))
                .withHelp("isere new wants a new or an empty folder"));
      }
      for (var file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue(), StandardOpenOption.CREATE_NEW);
      }
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED, Diagnostic.error("cannot write to " + shown + ": " + IoReason.of(e)), e);
    }
  }

  private static Optional<Path> inTheWay(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.isDirectory(folder)) {
      return Optional.of(folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.endsWith(GIT)).sorted().findFirst();
    }
  }
}
