/*
 * A board that runs in an emulator.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A board that runs in an emulator, which writes its console to standard output. */
public final class EmulatedBoard implements AutoCloseable {
  /** What the runtime logs, whatever the board calls its own address. */
  private static final String LISTENING = "info listening on http://";

  private static final long END_SECONDS = 10;

  private final Process process;
  private final Consumer<String> lines;
  private final CompletableFuture<Boolean> listens = new CompletableFuture<>();
  private final Thread reader = new Thread(this::read, "board-console");

  private EmulatedBoard(Process process, Consumer<String> lines) {
    this.process = process;
    this.lines = lines;
  }

  /**
   * Starts one.
   *
   * @param folder its working directory
   * @param lines gets each line of its console, from a thread of its own
   * @throws IsereException (exit code 3) if the emulator cannot be started
   */
  public static EmulatedBoard start(List<String> command, Path folder, Consumer<String> lines) {
    try {
      Process process =
          new ProcessBuilder(Supervisor.command(command))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      EmulatedBoard board = new EmulatedBoard(process, lines);
      board.reader.setDaemon(true);
      board.reader.start();
      return board;
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.MACHINE, Diagnostic.error("cannot start the emulator: " + e.getMessage()), e);
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(LISTENING)) {
          listens.complete(true);
        } else {
          lines.accept(line);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The process has been ended and its pipe with it: there is nothing more to read.
      listens.complete(false);
      return;
    }
    listens.complete(false);
  }

  /**
   * Waits until the board serves.
   *
   * @return false when the emulator ended instead
   * @throws IsereException if neither happens in time
   */
  public boolean awaitListening(long limitMillis) {
    try {
      return listens.get(limitMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw IsereException.failed(
          Diagnostic.error("the board did not come to serve within " + limitMillis + " ms"));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IsereException.failed(Diagnostic.error("interrupted"));
    }
  }

  /** Waits until the emulator has ended and its whole console is read; its exit code. */
  public int await() {
    try {
      int code = process.waitFor();
      reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IsereException.failed(Diagnostic.error("interrupted"));
    }
  }

  /** Ends the emulator and waits. */
  public void stop() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // A pipe that cannot be closed belongs to a process that has ended.
      process.destroy();
    }
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
