/*
 * A running runtime.
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
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A running runtime. Its standard input is a pipe from this process: when it closes, whatever the
 * reason, the runtime drains and exits.
 */
public final class RuntimeProcess implements AutoCloseable {
  private static final String LISTENING = "listening on ";
  private static final List<String> ATTACHED = List.of("--log-format", "json", "--exit-with-stdin");
  private static final List<String> CONTROLLED =
      List.of("--log-format", "json", "--control", "--log-requests");
  private static final long READER_LIMIT_SECONDS = 10;

  private final Process process;
  private final CompletableFuture<Optional<String>> address = new CompletableFuture<>();
  private final Thread outReader;
  private final Thread logReader;

  private RuntimeProcess(Process process, Consumer<String> logLines) {
    this.process = process;
    this.outReader = reader("runtime-out", process.getInputStream(), this::takeOutput);
    this.logReader = reader("runtime-log", process.getErrorStream(), logLines);
  }

  /** The options that a command needs for {@link #start}. */
  public static List<String> attachedOptions() {
    return ATTACHED;
  }

  /** The same for a runtime that takes control messages, and logs each response. */
  public static List<String> controlledOptions() {
    return CONTROLLED;
  }

  /**
   * Starts a runtime.
   *
   * @param command an argument list with {@link #attachedOptions} or {@link #controlledOptions}
   * @param logLines gets each line of standard error, from a thread of its own
   * @throws IsereException (exit code 3) if the process cannot be started
   */
  public static RuntimeProcess start(List<String> command, Consumer<String> logLines) {
    try {
      RuntimeProcess runtime =
          new RuntimeProcess(new ProcessBuilder(new ArrayList<>(command)).start(), logLines);
      runtime.logReader.start();
      runtime.outReader.start();
      return runtime;
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.MACHINE, Diagnostic.error("cannot start the runtime: " + e.getMessage()), e);
    }
  }

  private static Thread reader(String name, InputStream in, Consumer<String> lines) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
                reader.lines().forEach(lines);
              } catch (IOException | UncheckedIOException e) {
                // The process has been ended and its pipes with it: there is nothing more to read.
                return;
              }
            },
            name);
    thread.setDaemon(true);
    return thread;
  }

  private void takeOutput(String line) {
    if (line.startsWith(LISTENING)) {
      address.complete(Optional.of(line.substring(LISTENING.length())));
    }
  }

  /**
   * Waits until the runtime serves.
   *
   * @return its address, as {@code http://127.0.0.1:8080}; empty when it ended instead
   * @throws IsereException if neither happens in time
   */
  public Optional<String> awaitAddress(long limitMillis) {
    process.onExit().thenRun(this::endWithoutAddress);
    try {
      return address.get(limitMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      throw IsereException.failed(
          Diagnostic.error("the function did not finish loading within " + limitMillis + " ms"));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IsereException.failed(Diagnostic.error("interrupted"));
    }
  }

  /**
   * Replaces the function of a controlled runtime. The answers come among the lines of its log.
   *
   * @param id not used before
   * @return false when the runtime has ended
   */
  public boolean replaceFunction(int id, byte[] image) {
    return send(ControlMessage.replace(id, image));
  }

  /** Asks a controlled runtime for the state of the JavaScript heap, in the same way. */
  public boolean askForMemory(int id) {
    return send(ControlMessage.memory(id));
  }

  private synchronized boolean send(byte[] message) {
    try {
      process.getOutputStream().write(message);
      process.getOutputStream().flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Has something done once the process has ended. */
  public void whenEnded(Runnable action) {
    process.onExit().thenRun(action);
  }

  private void endWithoutAddress() {
    join(outReader);
    address.complete(Optional.empty());
  }

  /** Waits until the process has ended and its whole log is read; its exit code. */
  public int await() {
    try {
      int code = process.waitFor();
      join(logReader);
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IsereException.failed(Diagnostic.error("interrupted"));
    }
  }

  /** Tells the runtime to finish what it has begun and to exit. */
  public void stop() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // A pipe that cannot be closed belongs to a process that has ended.
      return;
    }
  }

  /**
   * Stops the runtime and waits; ends it by force when the time is over.
   *
   * @return its exit code
   */
  public int stop(long limitMillis) {
    stop();
    try {
      if (!process.waitFor(limitMillis, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    return await();
  }

  @Override
  public void close() {
    stop();
    process.destroyForcibly();
  }

  private static void join(Thread reader) {
    try {
      reader.join(TimeUnit.SECONDS.toMillis(READER_LIMIT_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
