/*
 * Sizes as people read them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.document.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Sizes as people read them. */
final class FileSize {
  private FileSize() {}

  /** Such as {@code build/native/function.isere 1,234 bytes}. */
  static String describe(Path file) {
    try {
      return TextFiles.displayName(file) + "  " + bytes(Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Such as {@code 1,234 bytes}. */
  static String bytes(long count) {
    return String.format(Locale.ROOT, "%,d bytes", count);
  }
}
