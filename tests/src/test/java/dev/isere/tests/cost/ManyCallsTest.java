// Ten thousand calls on the emulated chip.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.build.EmulatedChip;
import dev.isere.build.SimFrame;
import dev.isere.build.SimReport;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What calls leave behind, and what they come to cost. */
class ManyCallsTest {
  private static final int CALLS = 10_000;

  /** Calls until everything that is made once is made. */
  private static final int WARM_UP = 100;

  private static final long TURN_LIMIT_SECONDS = 60;
  private static final int CONNECTION = 0;
  private static final byte[] REQUEST = "GET /world HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII);

  @Test
  void tenThousandCallsLeaveNothingBehind() throws IOException {
    byte[] image =
        Files.readAllBytes(ImageBuilder.bytecode(Home.root().resolve("examples/hello/handler.js")));
    try (EmulatedChip chip =
        EmulatedChip.start(EmulatedChip.command(Home.chipFirmware()), TURN_LIMIT_SECONDS)) {
      EmulatedChip.Boot boot = chip.boot(image, Map.of(), 1_800_000_000_000L);
      assertTrue(boot.report().isPresent(), boot.reason());
      SimReport warm = null;
      long most = 0;
      // Where the collector stands differs from call to call: the worst of each half is compared.
      long[] leastFree = {Long.MAX_VALUE, Long.MAX_VALUE};
      SimReport last = call(chip, true);
      for (int call = 1; call < CALLS; call++) {
        last = call(chip, false);
        if (call == WARM_UP) {
          warm = last;
        }
        most = call > WARM_UP ? Math.max(most, last.instructions()) : 0;
        int half = call / (CALLS / 2);
        leastFree[half] = Math.min(leastFree[half], last.heapLargestFree());
      }
      assertEquals(warm.heapUsed(), last.heapUsed(), "heap in use");
      assertEquals(warm.heapPeak(), last.heapPeak(), "heap at its peak");
      assertEquals(leastFree[0], leastFree[1], "largest free block");
      assertEquals(warm.stackPeak(), last.stackPeak(), "stack");
      // No drift: the dearest call is hardly dearer than one at the beginning.
      assertTrue(most * 10 < warm.instructions() * 11, most + " instructions, at first " + warm);
      assertTrue(most <= 40_000, most + " instructions");
    }
  }

  private static SimReport call(EmulatedChip chip, boolean isFirst) {
    List<SimFrame> frames = new ArrayList<>();
    if (isFirst) {
      frames.add(SimFrame.of(SimFrame.OPEN, CONNECTION));
    }
    frames.add(new SimFrame(SimFrame.DATA, CONNECTION, REQUEST));
    List<SimFrame> answers = chip.turn(frames, 0);
    String response = "";
    for (SimFrame answer : answers) {
      if (answer.kind() == SimFrame.OUTPUT) {
        response += new String(answer.payload(), US_ASCII);
      }
    }
    assertTrue(
        response.startsWith("HTTP/1.1 200 ") && response.endsWith("{\"hello\":\"/world\"}"),
        response);
    return EmulatedChip.report(answers);
  }
}
