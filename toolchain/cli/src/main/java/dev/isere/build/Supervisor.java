/*
 * Lets no process outlive this one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets no process outlive this one, even when this one is killed: a small program between them
 * holds a pipe, and ends the other one and all that it started when the pipe closes.
 */
final class Supervisor {
  private static final String SCRIPT = "supervise.py";

  private Supervisor() {}

  /**
   * The command line that runs another one. Its standard input has to be a pipe of this process.
   */
  static List<String> command(List<String> command) {
    List<String> supervised = new ArrayList<>(List.of("python3", "-c", script()));
    supervised.addAll(command);
    return supervised;
  }

  private static String script() {
    try (InputStream in = Supervisor.class.getResourceAsStream(SCRIPT)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
