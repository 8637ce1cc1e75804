/*
 * A program that is run to its end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A program that is run to its end. It and all that it starts are ended with this process.
 *
 * @param command an argument list
 * @param folder its working directory
 * @param environment variables that differ from those of this process; an empty value removes one
 * @param log a file that all its output is appended to
 * @param limitSeconds how long it may take
 * @param isSupervised whether it is ended even when this process is killed; takes Python
 */
public record Tool(
    List<String> command,
    Path folder,
    Map<String, String> environment,
    Path log,
    long limitSeconds,
    boolean isSupervised) {
  private static final long END_SECONDS = 5;

  public Tool {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** One that is not supervised. */
  public Tool(
      List<String> command,
      Path folder,
      Map<String, String> environment,
      Path log,
      long limitSeconds) {
    this(command, folder, environment, log, limitSeconds, false);
  }

  /** The command as a person would type it. */
  public String shown() {
    return shown(command);
  }

  /** An argument list as a person would type it. */
  public static String shown(List<String> command) {
    return String.join(" ", command.stream().map(Tool::quoted).toList());
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9@%+=:,./_-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * Runs it.
   *
   * @param lines gets each line of its output, in this thread; a carriage return ends one too
   * @return its exit code
   * @throws IsereException if it cannot be started (exit code 3) or does not end in time
   */
  public int run(Consumer<String> lines) {
    try (Writer writer = openLog()) {
      writer.write("+ " + shown() + "\n");
      Process process = start();
      Thread killer = new Thread(() -> end(process), "end-" + name());
      Runtime.getRuntime().addShutdownHook(killer);
      try {
        return await(process, writer, lines);
      } finally {
        end(process);
        removeHook(killer);
      }
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error("cannot keep the log of " + name() + ": " + IoReason.of(cause)),
          e);
    }
  }

  private Writer openLog() throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    return Files.newBufferedWriter(
        log, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private String name() {
    return Path.of(command.get(0)).getFileName().toString();
  }

  private Process start() {
    ProcessBuilder builder =
        new ProcessBuilder(isSupervised ? Supervisor.command(command) : command)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    if (!isSupervised) {
      builder.redirectInput(new File("/dev/null"));
    }
    environment.forEach(
        (key, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(key);
          } else {
            builder.environment().put(key, value);
          }
        });
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.MACHINE, Diagnostic.error("cannot start " + name() + ": " + e.getMessage()), e);
    }
  }

  /** A reader of its own, so that the time limit holds for a program that says nothing too. */
  private int await(Process process, Writer writer, Consumer<String> lines) {
    OutputLines output = new OutputLines(process.getInputStream(), writer);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
    try {
      for (String line = output.next(until); line != null; line = output.next(until)) {
        lines.accept(line);
      }
      long left = Math.max(0, until - System.nanoTime());
      if (!process.waitFor(left, TimeUnit.NANOSECONDS)) {
        throw IsereException.failed(
            Diagnostic.error(name() + " did not end within " + limitSeconds + " seconds")
                .withNote("its output: " + log));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IsereException.failed(Diagnostic.error("interrupted"));
    }
  }

  /** The parent is told first, so that it starts no other child; then they may tidy up. */
  private static void end(Process process) {
    List<ProcessHandle> family =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    family.forEach(ProcessHandle::destroy);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    for (ProcessHandle member : family) {
      try {
        member.onExit().get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException e) {
        member.destroyForcibly();
      } catch (InterruptedException e) {
        member.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The shutdown is under way: the hook has run or will, and ending an ended process is
      // harmless.
      return;
    }
  }
}
