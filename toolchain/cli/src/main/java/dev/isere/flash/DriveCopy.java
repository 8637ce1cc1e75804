/*
 * Copies a file to a board's drive.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Copies a file to a board's drive, block by block in its order. Each piece is on the board before
 * the next one is begun, so that progress is that of the board and not of a cache.
 */
final class DriveCopy {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final String AGAIN =
      "the boot ROM cannot be overwritten: hold BOOTSEL while plugging in, then: isere flash";

  /** A file on a drive. */
  interface Output extends AutoCloseable {
    void write(ByteBuffer piece) throws IOException;

    /** Returns when the drive has all of it. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Opens files on a drive. */
  interface Drive {
    long freeBytes() throws IOException;

    Output create(String name) throws IOException;
  }

  private final Drive drive;
  private final Path shown;
  private final BooleanSupplier isThere;

  /**
   * @param shown the drive's name in messages
   * @param isThere whether the drive is still there
   */
  DriveCopy(Drive drive, Path shown, BooleanSupplier isThere) {
    this.drive = drive;
    this.shown = shown;
    this.isThere = isThere;
  }

  /** The drive that is mounted at a folder. */
  static Drive mounted(Path root) {
    return new Drive() {
      @Override
      public long freeBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
      }

      @Override
      public Output create(String name) throws IOException {
        return output(
            FileChannel.open(
                root.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING));
      }
    };
  }

  private static Output output(FileChannel channel) {
    return new Output() {
      @Override
      public void write(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
          channel.write(piece);
        }
      }

      @Override
      public void force() throws IOException {
        channel.force(false);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  /**
   * Copies.
   *
   * @param progress gets the bytes that are on the board
   * @throws IsereException if it cannot be done
   */
  void copy(String name, byte[] bytes, LongConsumer progress) {
    long written = 0;
    try {
      if (drive.freeBytes() < bytes.length) {
        throw full(bytes.length);
      }
      try (Output out = drive.create(name)) {
        while (written < bytes.length) {
          int count = (int) Math.min(PIECE_BYTES, bytes.length - written);
          out.write(ByteBuffer.wrap(bytes, (int) written, count));
          boolean last = written + count == bytes.length;
          force(out, last);
          written += count;
          progress.accept(written);
        }
      }
    } catch (IOException | ReadOnlyFileSystemException e) {
      // With its last block the board restarts, and takes the drive with it: all of it is there.
      if (written < bytes.length || isThere.getAsBoolean()) {
        throw failure(e, written, bytes.length);
      }
    }
  }

  private void force(Output out, boolean last) throws IOException {
    try {
      out.force();
    } catch (IOException e) {
      if (!last || isThere.getAsBoolean()) {
        throw e;
      }
    }
  }

  private IsereException failure(Exception e, long written, long total) {
    if (!isThere.getAsBoolean()) {
      String how = String.format(Locale.ROOT, "after %,d of %,d bytes", written, total);
      return failed("the board went away in the middle, " + how, AGAIN, e);
    }
    String reason = e instanceof IOException io ? IoReason.of(io) : "";
    if (e instanceof ReadOnlyFileSystemException || reason.contains("Read-only file system")) {
      return failed(
          "the drive at " + shown + " is mounted read-only",
          "plug the board in again while holding BOOTSEL, and look how the system mounts it",
          e);
    }
    if (e instanceof AccessDeniedException) {
      return failed(
          "the drive at " + shown + " belongs to another user",
          "mount it for yours, for example: udisksctl mount -b /dev/disk/by-label/RP2350",
          e);
    }
    if (reason.matches(".*(No space left|not enough space|Disk full).*")) {
      return full(total);
    }
    return failed("cannot write to the drive at " + shown + ": " + reason, AGAIN, e);
  }

  private IsereException full(long bytes) {
    return IsereException.failed(
        Diagnostic.error(
                String.format(
                    Locale.ROOT, "the drive at %s has no room for %,d bytes", shown, bytes))
            .withHelp("a BOOTSEL drive is empty: plug the board in again while holding BOOTSEL"));
  }

  private static IsereException failed(String message, String help, Exception cause) {
    return new IsereException(ExitCode.FAILED, Diagnostic.error(message).withHelp(help), cause);
  }
}
