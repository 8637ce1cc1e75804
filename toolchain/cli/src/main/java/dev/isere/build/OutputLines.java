/*
 * What a program writes, line by line.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a program writes, line by line, read by a thread of its own and copied to a log. */
final class OutputLines {
  private static final int MAX_WAITING = 1000;
  private static final Optional<String> END = Optional.empty();

  private final BlockingQueue<Optional<String>> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private volatile IOException logFailure;

  OutputLines(InputStream in, Writer log) {
    Thread thread = new Thread(() -> read(in, log), "tool-output");
    thread.setDaemon(true);
    thread.start();
  }

  private void read(InputStream in, Writer log) {
    try {
      try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          keep(log, line);
          waiting.put(Optional.of(line));
        }
      } catch (IOException e) {
        // The program has been ended and its pipe with it: there is nothing more to read.
        waiting.put(END);
        return;
      }
      waiting.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(Writer log, String line) {
    try {
      log.write(line + "\n");
      log.flush();
    } catch (IOException e) {
      logFailure = e;
    }
  }

  /**
   * The next line.
   *
   * @param untilNanos when to stop waiting, as {@link System#nanoTime}
   * @return null when there is none to come, or none came in time
   */
  String next(long untilNanos) throws InterruptedException {
    long left = Math.max(0, untilNanos - System.nanoTime());
    Optional<String> line = waiting.poll(left, TimeUnit.NANOSECONDS);
    if (logFailure != null) {
      throw new UncheckedIOException(logFailure);
    }
    return line == null ? null : line.orElse(null);
  }
}
