/*
 * The folder of a setup.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The folder of a setup. A stamp in it says of a step what it was done from.
 *
 * @param path absolute
 */
record SetupFolder(Path path) {
  private static final long MEGABYTE = 1_000_000;

  /** A call that the file system may refuse. */
  interface Call<T> {
    T run() throws IOException;
  }

  Path log() {
    return path.resolve("setup.log");
  }

  Path python() {
    return path.resolve("venv/bin/python");
  }

  /** Does something with files of the folder, and says so if it cannot be done. */
  <T> T with(Call<T> call) {
    try {
      return call.run();
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("cannot write to " + path + ": " + IoReason.of(cause))
              .withHelp("another folder can be used: export XDG_DATA_HOME=/a/folder"),
          e);
    }
  }

  /** Holds the folder for one setup at a time, until the lock is closed. */
  FileLock lock() {
    return with(
        () -> {
          Files.createDirectories(path);
          FileChannel channel =
              FileChannel.open(
                  path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock();
          if (lock == null) {
            channel.close();
            throw IsereException.failed(
                Diagnostic.error("another `isere setup` is at work in " + path));
          }
          return lock;
        });
  }

  /**
   * Refuses to begin what the disk has no room for.
   *
   * @throws IsereException (exit code 3)
   */
  void checkRoom(int megabytes) {
    long free = with(() -> Files.getFileStore(path).getUsableSpace() / MEGABYTE);
    if (free < megabytes) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error(
                  "the disk is too full: " + megabytes + " MB are needed, " + free + " MB are free")
              .at(path.toString())
              .withHelp("another disk can be used: export XDG_DATA_HOME=/a/folder/there"));
    }
  }

  boolean hasStamp(String step, String content) {
    Path stamp = path.resolve(".done").resolve(step);
    return Files.isRegularFile(stamp) && with(() -> Files.readString(stamp)).equals(content);
  }

  void stamp(String step, String content) {
    write(path.resolve(".done").resolve(step), content);
  }

  void unstamp(String step) {
    with(() -> Files.deleteIfExists(path.resolve(".done").resolve(step)));
  }

  /** Writes a file that appears whole or not at all. */
  void write(Path file, String content) {
    with(
        () -> {
          Files.createDirectories(file.getParent());
          Path part = file.resolveSibling(file.getFileName() + ".part");
          Files.writeString(part, content);
          return Files.move(
              part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        });
  }

  /** Deletes a file, or a folder with all that is in it. */
  void delete(Path victim) {
    if (!victim.startsWith(path) || victim.equals(path)) {
      throw new IllegalArgumentException("not ours to delete: " + victim);
    }
    with(
        () -> {
          if (!Files.exists(victim, LinkOption.NOFOLLOW_LINKS)) {
            return null;
          }
          try (Stream<Path> files = Files.walk(victim)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
              Files.delete(file);
            }
          }
          return null;
        });
  }

  /** A file of the templates. */
  static String template(Path folder, String name) {
    return TextFiles.read(folder.resolve(name), 1 << 20).text();
  }
}
