/*
 * Standard output, and whether it took what it was given.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Standard output. A {@link java.io.PrintStream} keeps to itself why a write failed; this does not.
 */
final class StandardOutput extends OutputStream {
  private static final String READER_IS_GONE = "Broken pipe";

  private final OutputStream target;
  private IOException failure;

  StandardOutput(OutputStream target) {
    this.target = target;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Why something was lost. A reader that has gone away has lost nothing that it wants. */
  Optional<String> failure() {
    return Optional.ofNullable(failure)
        .map(IOException::getMessage)
        .filter(message -> !message.equals(READER_IS_GONE));
  }
}
