/*
 * Lines of a console that belong together.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Joins the frames of a stack trace to the line that they stand under. What a line is waited for is
 * short: a board that has nothing to add shall not keep its last line back.
 */
public final class RecordJoiner implements Consumer<String>, AutoCloseable {
  /** A board writes the lines of a record one right after the other. */
  private static final long QUIET_MS = 80;

  /** An engine's trace has less; whoever prints more of such lines has something else in mind. */
  private static final int MAX_LINES = 100;

  private static final Pattern FRAME = Pattern.compile("^\\s+at \\S.*$");

  private final Consumer<String> records;
  private final List<String> lines = new ArrayList<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(RecordJoiner::daemon);
  private ScheduledFuture<?> end;

  /**
   * @param records gets each record, its lines apart by line feeds
   */
  public RecordJoiner(Consumer<String> records) {
    this.records = records;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "console-records");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public synchronized void accept(String line) {
    boolean joins = FRAME.matcher(line).matches() && !lines.isEmpty() && lines.size() < MAX_LINES;
    if (!joins) {
      flush();
    }
    lines.add(line);
    if (end != null) {
      end.cancel(false);
    }
    if (!clock.isShutdown()) {
      end = clock.schedule(this::flush, QUIET_MS, TimeUnit.MILLISECONDS);
    }
  }

  /** Hands on what is kept back. */
  public synchronized void flush() {
    if (!lines.isEmpty()) {
      String record = String.join("\n", lines);
      lines.clear();
      records.accept(record);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    flush();
  }
}
