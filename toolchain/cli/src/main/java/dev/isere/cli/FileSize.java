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

  /** Such as {@code 132 KB}: three digits at most, in units of 1,024. */
  static String brief(long count) {
    String[] units = {"bytes", "KB", "MB", "GB"};
    double value = count;
    int unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    String format = unit > 0 && value < 9.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, value, units[unit]);
  }

  /** Such as {@code 1,234 bytes}. */
  static String bytes(long count) {
    return String.format(Locale.ROOT, "%,d bytes", count);
  }
}
