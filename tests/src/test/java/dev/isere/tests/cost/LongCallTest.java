// A call that is longer than the chip's counter.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.build.EmulatedChip;
import dev.isere.build.SimFrame;
import dev.isere.build.SimReport;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The counter has 32 bits, and comes around after 11.2 s of the chip's time. */
class LongCallTest {
  private static final long TURN_LIMIT_SECONDS = 300;
  private static final long INSTRUCTIONS_PER_MS = 150_000;
  private static final long CALL_MS = 12_000;
  private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII);

  @Test
  void instructionsAreCountedBeyondTheCounter() throws IOException {
    Path handler = Cli.emptyFolder("long-call").resolve("handler.js");
    Files.writeString(
        handler,
        "export const handler = () => {\n"
            + ("  for (const end = Date.now() + " + CALL_MS + "; Date.now() < end; );\n")
            + "  return 'done'\n"
            + "}\n");
    Map<String, Object> limits = Map.of("function", Map.of("timeout_ms", 2 * CALL_MS));
    byte[] image = Files.readAllBytes(ImageBuilder.build(handler, limits, false));
    try (EmulatedChip chip =
        EmulatedChip.start(EmulatedChip.command(Home.chipFirmware()), TURN_LIMIT_SECONDS)) {
      EmulatedChip.Boot boot = chip.boot(image, Map.of(), 0);
      SimReport ready = boot.report().orElseThrow(() -> new AssertionError(boot.reason()));
      List<SimFrame> answers =
          chip.turn(
              List.of(SimFrame.of(SimFrame.OPEN, 0), new SimFrame(SimFrame.DATA, 0, REQUEST)), 0);
      SimReport report = EmulatedChip.report(answers);
      long ms = (report.nowUs() - ready.nowUs()) / 1000;
      assertTrue(ms >= CALL_MS && ms < 2 * CALL_MS, report.toString());
      // The clock is made of the same instructions, and rounds to 64 ticks for 25 of them.
      assertTrue(
          Math.abs(report.instructions() - ms * INSTRUCTIONS_PER_MS) < 2 * INSTRUCTIONS_PER_MS,
          report.toString());
    }
  }
}
