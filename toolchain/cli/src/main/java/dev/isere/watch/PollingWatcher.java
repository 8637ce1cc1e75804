/*
 * Files that are looked at again and again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the files four times a second: where the system does not tell, and for file systems of
 * which it knows nothing (a folder of another machine).
 */
final class PollingWatcher implements FileWatcher {
  private static final long INTERVAL_MS = 250;

  private final Object lock = new Object();
  private Map<Path, String> seen = new HashMap<>();
  private boolean closed;

  @Override
  public boolean watch(Set<Path> files) {
    WatchedFiles watched = new WatchedFiles(files);
    Set<Path> all = new HashSet<>(files);
    // A folder changes when a file in it comes or goes.
    all.addAll(watched.folders());
    synchronized (lock) {
      Map<Path, String> next = new HashMap<>();
      // What was watched before keeps its state: it may have changed since it was read.
      all.forEach(path -> next.put(path, seen.getOrDefault(path, state(path))));
      boolean more = !seen.keySet().containsAll(watched.folders());
      seen = next;
      return more;
    }
  }

  private static String state(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      String times = attributes.lastModifiedTime() + " " + attributes.fileKey();
      return attributes.isDirectory() ? times : times + " " + attributes.size();
    } catch (IOException e) {
      return "absent";
    }
  }

  @Override
  public Set<Path> await(long limitMs) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
    synchronized (lock) {
      while (true) {
        if (closed) {
          throw new InterruptedException("closed");
        }
        Set<Path> changed = look();
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (!changed.isEmpty() || left <= 0) {
          return changed;
        }
        lock.wait(Math.min(left, INTERVAL_MS));
      }
    }
  }

  private Set<Path> look() {
    Set<Path> changed = new HashSet<>();
    for (Map.Entry<Path, String> entry : seen.entrySet()) {
      String now = state(entry.getKey());
      if (!now.equals(entry.getValue())) {
        changed.add(entry.getKey());
      }
      entry.setValue(now);
    }
    return changed;
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }
}
