/*
 * What state the sources in a folder are in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * What state the sources in a folder are in: the commit of a git checkout and what differs from it,
 * or sizes and times where there is no git.
 */
final class SourceState {
  private static final String COMMIT = "# branch.oid ";

  /** A rename is followed by the name it had. */
  private static final char RENAMED = '2';

  /** Fields in front of the path, by the first character of an entry. */
  private static final String WITH_FIELDS = "12u";

  private static final int[] FIELDS = {8, 9, 10};

  private SourceState() {}

  /**
   * One line that changes when the sources do.
   *
   * @throws IOException if they cannot be read
   */
  static String of(Path folder) throws IOException {
    Optional<String> status =
        Files.exists(folder.resolve(".git")) ? status(folder) : Optional.empty();
    return status.isPresent()
        ? ofCheckout(folder, status.get())
        : "files " + new ContentHash().addStates(folder).hex();
  }

  /** Empty if git cannot say. */
  private static Optional<String> status(Path folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "git",
                "--no-optional-locks",
                "-C",
                folder.toString(),
                "status",
                "--porcelain=v2",
                "--branch",
                "--untracked-files=normal",
                "-z")
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      // There is no git here: the files themselves say it too.
      return Optional.empty();
    }
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      process.destroy();
    }
  }

  /** Reads git's porcelain format, version 2 (git-status(1)). */
  private static String ofCheckout(Path folder, String status) throws IOException {
    String commit = "none";
    ContentHash changes = new ContentHash();
    boolean isChanged = false;
    List<String> entries = List.of(status.split("\0"));
    for (int i = 0; i < entries.size(); i++) {
      String entry = entries.get(i);
      if (entry.startsWith(COMMIT)) {
        commit = entry.substring(COMMIT.length());
      } else if (!entry.isEmpty() && !entry.startsWith("#")) {
        isChanged = true;
        addChange(folder, entry, changes);
        i += entry.charAt(0) == RENAMED ? 1 : 0;
      }
    }
    return "git " + commit + (isChanged ? " changed " + changes.hex() : "");
  }

  private static void addChange(Path folder, String entry, ContentHash changes) throws IOException {
    int kind = WITH_FIELDS.indexOf(entry.charAt(0));
    String path = entry.split(" ", kind < 0 ? 2 : FIELDS[kind] + 1)[kind < 0 ? 1 : FIELDS[kind]];
    Path file = folder.resolve(path);
    if (Files.isDirectory(file)) {
      changes.add(entry, new ContentHash().addStates(file).hex());
    } else if (Files.isRegularFile(file)) {
      changes.add(entry, ContentHash.state(Files.readAttributes(file, BasicFileAttributes.class)));
    } else {
      changes.add(entry, "gone");
    }
  }
}
