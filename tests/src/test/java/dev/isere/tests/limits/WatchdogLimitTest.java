// How long a runtime may give no sign of life.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that is stopped stands for one that hangs in native code. */
class WatchdogLimitTest {
  private static final int WATCHDOG_MS = 2000;

  @Test
  @Limit("server.watchdog_ms")
  void watchdog() throws IOException {
    Object[] options = {"server.watchdog_ms", WATCHDOG_MS, "function.timeout_ms", 60_000};
    try (Limited runtime = Limited.watched(options)) {
      ProcessHandle child = serving(runtime);
      // Half of the time and twice the time without an answer, but with signs of life.
      assertEquals("spun", runtime.get("/spin?n=" + WATCHDOG_MS / 2).text());
      assertEquals("spun", runtime.get("/spin?n=" + 2 * WATCHDOG_MS).text());
      assertEquals(child.pid(), serving(runtime).pid());
      try (Wire busy = runtime.ask("/spin?n=50000")) {
        assertTrue(busy.isSilent(300));
        Child.signal(child.pid(), "STOP");
        child.onExit().orTimeout(Wire.PATIENCE_MS, TimeUnit.MILLISECONDS).join();
      }
      assertEquals("ok", runtime.get("/ok").text());
      String said = "no sign of life for 2000 ms";
      assertTrue(runtime.outputWith(said).contains(said), runtime.output());
    }
  }

  private static ProcessHandle serving(Limited runtime) {
    List<ProcessHandle> children = runtime.process().children().toList();
    assertEquals(1, children.size(), runtime.output());
    return children.get(0);
  }
}
