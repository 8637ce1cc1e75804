/*
 * Files that the system tells about.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Watches the folders of the files; the system tells what happens in them. */
final class EventWatcher implements FileWatcher {
  private final WatchService service;
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private volatile WatchedFiles watched = new WatchedFiles(Set.of());

  EventWatcher() throws IOException {
    service = FileSystems.getDefault().newWatchService();
  }

  @Override
  public synchronized boolean watch(Set<Path> files) throws IOException {
    WatchedFiles wanted = new WatchedFiles(files);
    Set<Path> folders = wanted.folders();
    boolean more = false;
    for (Path folder : folders) {
      WatchKey key = keys.get(folder);
      // The key of a folder that was deleted and made anew watches nothing.
      if (key == null || !key.isValid()) {
        keys.put(folder, folder.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY));
        more = true;
      }
    }
    keys.entrySet()
        .removeIf(entry -> !folders.contains(entry.getKey()) && cancel(entry.getValue()));
    watched = wanted;
    return more;
  }

  private static boolean cancel(WatchKey key) {
    key.cancel();
    return true;
  }

  @Override
  public Set<Path> await(long limitMs) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
    Set<Path> changed = Set.of();
    while (changed.isEmpty()) {
      WatchKey key = poll(end - System.nanoTime());
      if (key == null) {
        return Set.of();
      }
      changed = changed(key);
    }
    return changed;
  }

  private WatchKey poll(long nanos) throws InterruptedException {
    try {
      return service.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (ClosedWatchServiceException e) {
      throw new InterruptedException("closed");
    }
  }

  private Set<Path> changed(WatchKey key) {
    Path folder = (Path) key.watchable();
    Set<Path> changed = new HashSet<>();
    for (WatchEvent<?> event : key.pollEvents()) {
      // Without a name so much has happened that the system lost count.
      Path path = event.context() instanceof Path name ? folder.resolve(name) : folder;
      if (watched.concerns(path)) {
        changed.add(path);
      }
    }
    // A folder that is gone says so by its key; its files are gone with it.
    if (!key.reset() && changed.isEmpty()) {
      changed.add(folder);
    }
    return changed;
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      // It watches nothing any more, which is what was wanted.
      return;
    }
  }
}
