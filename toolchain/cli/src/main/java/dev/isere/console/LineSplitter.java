/*
 * Lines out of pieces.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Makes lines of what comes in pieces. Carriage returns are dropped, long lines are cut. */
final class LineSplitter {
  static final int MAX_BYTES = 1 << 16;

  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LineSplitter(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Takes the first bytes of a buffer. */
  void take(byte[] buffer, int count) {
    for (int i = 0; i < count; i++) {
      if (buffer[i] == '\n') {
        end();
      } else if (buffer[i] != '\r') {
        line.write(buffer[i]);
        if (line.size() == MAX_BYTES) {
          end();
        }
      }
    }
  }

  /** There is no more: what is left is a line too. */
  void finish() {
    if (line.size() > 0) {
      end();
    }
  }

  private void end() {
    lines.accept(line.toString(UTF_8));
    line.reset();
  }
}
