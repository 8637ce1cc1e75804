/*
 * Waits for files to change.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Waits for files to change. {@link #watch} may be called while another thread waits. */
public interface FileWatcher extends AutoCloseable {
  /**
   * Sets the files to watch, in place of those before. One that does not exist is watched for its
   * coming.
   *
   * @param files absolute, normalised
   * @return whether folders are watched now that were not before: what happened in them meanwhile
   *     nobody tells
   * @throws IOException if the system cannot watch them
   */
  boolean watch(Set<Path> files) throws IOException;

  /**
   * Waits until files change.
   *
   * @param limitMs 0 or more
   * @return what changed: files, and folders in which something did; empty when the time is over
   * @throws InterruptedException if this thread is interrupted, or the watcher closed
   */
  Set<Path> await(long limitMs) throws InterruptedException;

  @Override
  void close();

  /**
   * The watcher for this machine.
   *
   * @param poll look again and again, even where the system would tell
   */
  static FileWatcher create(boolean poll) throws IOException {
    return poll || !systemTells() ? new PollingWatcher() : new EventWatcher();
  }

  /**
   * Whether the system tells of changes at once: Java asks inotify on Linux, and polls elsewhere.
   */
  static boolean systemTells() {
    return System.getProperty("os.name").equals("Linux");
  }
}
