/*
 * A person at a terminal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;

/** Asks a person, if there is one: the launcher says so in isere.stdin.terminal. */
final class Terminal {
  private Terminal() {}

  /** Whether somebody sees a question and can answer it. */
  static boolean canAsk() {
    return Boolean.getBoolean("isere.stdin.terminal")
        && Boolean.getBoolean("isere.stderr.terminal");
  }

  /** Asks a question; anything but yes is no. */
  static boolean ask(Screen screen, String question) {
    screen.ask(question);
    try {
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      String answer = in.readLine();
      return answer != null && answer.strip().matches("(?i)y|yes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
