// What the code that a Pico 2 keeps in RAM spares a request.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Counts by a model of the flash's cache; see bench/misses. The list is of names, so functions that
 * are renamed, split or grown drop out of it unseen but for this.
 */
class CodeInRamTest {
  private static final String LIST = "runtime-c/zephyr/ram-code-rp2350.txt";
  private static final Pattern COUNTED =
      Pattern.compile("hello: ([\\d,]+) misses a warm call with ([\\d,]+) bytes of code in RAM");

  /** With all code in flash there are some 2,600. */
  private static final int MISSES_MAX = 500;

  private static final int BYTES_MIN = 16 * 1024;
  private static final int BYTES_MAX = 36 * 1024;

  @Test
  void aWarmCallSeldomWaitsForTheFlash() throws IOException {
    ProcessBuilder command = new ProcessBuilder("python3", "bench/misses", "--in-ram", LIST);
    try (Child child = new Child(command.directory(Home.root().toFile()))) {
      assertEquals(0, child.await(), child.output());
      Matcher counted = COUNTED.matcher(child.output());
      assertTrue(counted.find(), child.output());
      int misses = number(counted.group(1));
      int bytes = number(counted.group(2));
      assertTrue(misses > 0 && misses <= MISSES_MAX, child.output());
      assertTrue(bytes >= BYTES_MIN && bytes <= BYTES_MAX, child.output());
    }
  }

  private static int number(String text) {
    return Integer.parseInt(text.replace(",", ""));
  }
}
