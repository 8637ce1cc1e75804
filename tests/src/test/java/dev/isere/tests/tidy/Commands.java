// What commands the command line has.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.tidy;

import dev.isere.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** Asks the command line itself. */
final class Commands {
  private Commands() {}

  /** The names under "Commands:" of {@code isere --help}. */
  static Set<String> names() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream screen = new PrintStream(out, true, StandardCharsets.UTF_8);
    Main.run(screen, screen, "--help");
    Set<String> names = new TreeSet<>();
    boolean listed = false;
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      if (listed && line.matches("  [a-z].*")) {
        names.add(line.strip().split(" ", 2)[0]);
      }
      listed |= line.startsWith("Commands:");
    }
    return names;
  }
}
