// The command line inside this JVM.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Runs commands that need no process of their own: nothing that depends on the folder they run in.
 */
final class Here {
  private Here() {}

  /** What a command prints; it has to succeed. */
  static String isere(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
    assertEquals(0, code, err.toString(StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
