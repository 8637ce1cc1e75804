/*
 * A temporary folder that does not outlive the process.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A temporary folder that is deleted when it is closed, and when a signal ends the process before
 * that. Only SIGKILL leaves one behind.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final Set<Path> OPEN = new HashSet<>();
  private static final int ATTEMPTS = 40;
  private static final long PAUSE_MS = 25;
  private static boolean ending;

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(TemporaryFolder::deleteAll, "isere-folders"));
    } catch (IllegalStateException e) {
      // It is ending already.
      ending = true;
    }
  }

  private final Path path;

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes a folder that only its owner can read.
   *
   * @param prefix the start of its name
   */
  public static TemporaryFolder create(String prefix) throws IOException {
    synchronized (OPEN) {
      if (!ending) {
        Path path = Files.createTempDirectory(prefix);
        OPEN.add(path);
        return new TemporaryFolder(path);
      }
    }
    // Nobody waits for what this thread would do: the process ends when its hooks have run.
    while (true) {
      LockSupport.park();
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Deletes it. What cannot be deleted is the machine's to clear away. */
  @Override
  public void close() {
    if (delete(path)) {
      synchronized (OPEN) {
        OPEN.remove(path);
      }
    }
  }

  /** Child processes end at the same time and may still write: it takes several attempts then. */
  private static void deleteAll() {
    List<Path> paths;
    synchronized (OPEN) {
      ending = true;
      paths = List.copyOf(OPEN);
    }
    for (int i = 0; i < ATTEMPTS && !paths.isEmpty(); i++) {
      paths = paths.stream().filter(path -> !delete(path)).toList();
      if (!paths.isEmpty()) {
        LockSupport.parkNanos(PAUSE_MS * 1_000_000);
      }
    }
  }

  private static boolean delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | RuntimeException e) {
      return !Files.exists(folder);
    }
    return true;
  }
}
