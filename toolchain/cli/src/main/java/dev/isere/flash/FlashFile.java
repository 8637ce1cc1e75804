/*
 * A file that is ready for a board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import dev.isere.uf2.Uf2File;
import dev.isere.uf2.Uf2RefusedException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A file that is ready for a board, decoded and found right.
 *
 * @param path where it lies
 * @param bytes all of it; not copied, not to be changed
 * @param uf2 what is in it
 */
public record FlashFile(Path path, byte[] bytes, Uf2File uf2) {
  /** Larger than any flash of these chips, twice: UF2 doubles what it carries. */
  private static final long MAX_BYTES = 64L << 20;

  private static final int MEGABYTE = 1_000_000;

  /**
   * Reads a file.
   *
   * @throws IsereException if it cannot be read, or a boot ROM would not take it
   */
  public static FlashFile read(Path path) {
    byte[] bytes = TextFiles.readBytes(path, MAX_BYTES);
    try {
      return new FlashFile(path, bytes, Uf2File.read(bytes));
    } catch (Uf2RefusedException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error(TextFiles.displayName(path) + " cannot be flashed: " + e.getMessage())
              .withHelp("nothing was written; make it anew with isere build"),
          e);
    }
  }

  /** Its name and size, such as {@code build/pico2/firmware.uf2 (1.3 MB)}. */
  public String shown() {
    String size =
        bytes.length < MEGABYTE
            ? String.format(Locale.ROOT, "%.1f KB", bytes.length / 1e3)
            : String.format(Locale.ROOT, "%.1f MB", bytes.length / 1e6);
    return TextFiles.displayName(path) + " (" + size + ")";
  }
}
