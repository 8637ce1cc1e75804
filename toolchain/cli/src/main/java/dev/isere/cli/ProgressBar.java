/*
 * How far something is, as a line of text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

/** How far something is, as a line of text: {@code [===== ] 50% what}. */
final class ProgressBar {
  private static final int CELLS = 24;
  private static final int MAX_CHARS = 79;

  private ProgressBar() {}

  /**
   * The line.
   *
   * @param done how much of it
   * @param total all of it, in the same unit; 0 when nobody knows
   * @param what at the end of the line, cut where a terminal would break it
   */
  static String line(long done, long total, String what) {
    String text = DiagnosticText.visible(what);
    if (total > 0) {
      long part = Math.max(0, Math.min(done, total));
      int full = (int) (part * CELLS / total);
      String bar = "=".repeat(full) + " ".repeat(CELLS - full);
      text = String.format("[%s] %3d%% %s", bar, part * 100 / total, text);
    }
    int length = text.codePointCount(0, text.length());
    return length > MAX_CHARS ? text.substring(0, text.offsetByCodePoints(0, MAX_CHARS)) : text;
  }
}
