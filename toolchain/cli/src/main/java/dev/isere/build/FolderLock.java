/*
 * Keeps processes apart.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps processes apart that work in one folder. The lock belongs to an open file: it is free when
 * its process has ended, however.
 */
public final class FolderLock {
  private static final String NAME = ".lock";

  private FolderLock() {}

  /**
   * What is done in a folder.
   *
   * @param <T> what comes of it
   * @param <E> how it fails
   */
  public interface Work<T, E extends Exception> {
    /** Does it. */
    T run() throws E;
  }

  /**
   * Does work while no other process has the folder, which is made if it is not there.
   *
   * @param waiting called once if there is another process to wait for
   * @throws IsereException if the folder cannot be written to
   */
  public static <T, E extends Exception> T hold(Path folder, Runnable waiting, Work<T, E> work)
      throws E {
    FileChannel channel = take(folder, waiting);
    try {
      return work.run();
    } finally {
      close(channel);
    }
  }

  private static FileChannel take(Path folder, Runnable waiting) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        waiting.run();
        channel.lock();
      }
      return channel;
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error(
              "cannot write to " + TextFiles.displayName(folder) + ": " + IoReason.of(e)),
          e);
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is free when this process ends, at the latest.
      return;
    }
  }
}
