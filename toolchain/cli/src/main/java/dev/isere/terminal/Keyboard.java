/*
 * Single keys of a terminal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Takes keys one by one as they are pressed, without showing them. Ctrl-C stays what it is. */
public final class Keyboard implements AutoCloseable {
  private static final long STTY_LIMIT_SECONDS = 5;

  /** Fields of /proc/self/stat behind the name of the executable. */
  private static final int PROCESS_GROUP = 2;

  private static final int FOREGROUND_GROUP = 5;

  private final String before;
  private boolean closed;

  private Keyboard(String before) {
    this.before = before;
  }

  /**
   * Takes keys from standard input from now on.
   *
   * @param keys gets each, from a thread of its own
   * @return empty when standard input is no terminal, or one that other programs use now
   */
  public static Optional<Keyboard> open(IntConsumer keys) {
    if (!Boolean.getBoolean("isere.stdin.terminal") || !isInForeground()) {
      return Optional.empty();
    }
    Optional<String> before = stty("-g").filter(state -> state.matches("[0-9a-zA-Z:=]+"));
    if (before.isEmpty() || stty("-icanon", "-echo", "min", "1", "time", "0").isEmpty()) {
      return Optional.empty();
    }
    Thread reader = new Thread(() -> read(keys), "keyboard");
    reader.setDaemon(true);
    reader.start();
    return before.map(Keyboard::new);
  }

  private static void read(IntConsumer keys) {
    try {
      for (int key = System.in.read(); key >= 0; key = System.in.read()) {
        keys.accept(key);
      }
    } catch (IOException e) {
      // The terminal is gone; there are no more keys.
      return;
    }
  }

  /** A program in the background that sets up the terminal is stopped by the system. */
  private static boolean isInForeground() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[PROCESS_GROUP].equals(fields[FOREGROUND_GROUP]);
    } catch (IOException e) {
      // No Linux: most programs are in the foreground.
      return true;
    }
  }

  /** Runs stty on standard input; its output when it succeeds. */
  private static Optional<String> stty(String... arguments) {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      boolean ended = process.waitFor(STTY_LIMIT_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Sets the terminal back. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      stty(before);
    }
  }
}
