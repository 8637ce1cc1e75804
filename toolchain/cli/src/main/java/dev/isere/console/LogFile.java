/*
 * The console of an emulated board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.console;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The console of an emulated board: a file that {@code isere run} writes while the board runs. */
public final class LogFile {
  private static final long POLL_MS = 100;

  private LogFile() {}

  /**
   * Hands on what is in the file and what comes to it. A file that is begun anew is read from its
   * start.
   *
   * @param goesOn asked now and then whether to go on
   * @throws IsereException if there is no such file
   */
  public static void follow(
      Path file, Consumer<String> lines, Consumer<String> talk, BooleanSupplier goesOn) {
    if (!Files.isRegularFile(file)) {
      throw IsereException.failed(
          Diagnostic.error("no emulated board has run here yet")
              .withLookedIn(List.of(TextFiles.displayName(file)))
              .withHelp("isere run --board " + file.getParent().getFileName()));
    }
    LineSplitter splitter = new LineSplitter(lines);
    talk.accept("the console in " + TextFiles.displayName(file) + "; Ctrl-C ends");
    try {
      read(file, splitter, goesOn);
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error("cannot read " + TextFiles.displayName(file) + ": " + IoReason.of(e)),
          e);
    } finally {
      splitter.finish();
    }
  }

  private static void read(Path file, LineSplitter splitter, BooleanSupplier goesOn)
      throws IOException {
    long at = 0;
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (goesOn.getAsBoolean()) {
      if (Files.size(file) < at) {
        at = 0;
      }
      int count;
      try (FileChannel channel = FileChannel.open(file)) {
        count = channel.read(buffer.clear(), at);
      }
      if (count > 0) {
        splitter.take(buffer.array(), count);
        at += count;
      } else {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IsereException.failed(Diagnostic.error("interrupted"));
    }
  }
}
