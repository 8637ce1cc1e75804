// Which of the two function slots a board runs.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.zephyr;

import dev.isere.tests.support.Flash;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Target;
import dev.isere.tests.support.Wire;
import dev.isere.tests.support.ZephyrTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/function-slots.md, on boots of a real image. */
class SlotsTest {
  private static final ZephyrTarget BOARD = (ZephyrTarget) Target.current();
  private static final int PAGE = 4096;
  private static final int TEXT = 30_000;
  private static final Pattern HEAP = Pattern.compile("with it (\\d+) of \\d+ bytes of heap");
  private static byte[] a;
  private static byte[] b;

  @BeforeAll
  static void buildImages() throws IOException {
    a = image("a");
    b = image("b");
  }

  private static byte[] image(String answer) throws IOException {
    Path handler =
        Files.createDirectories(Home.work("zephyr").resolve("slot-" + answer.charAt(0)))
            .resolve("handler.js");
    Files.writeString(handler, "export const handler = async () => '" + answer + "'\n");
    return Files.readAllBytes(
        ImageBuilder.build(handler, Map.of("name", answer.substring(0, 1)), false));
  }

  private static Response answer(Flash flash) throws IOException {
    try (ZephyrTarget.Running running = BOARD.boot(flash);
        Wire wire = new Wire(running.address())) {
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return wire.read("GET");
    }
  }

  private static void expect(Flash flash, int status, String text) throws IOException {
    Response response = answer(flash);
    if (response == null || response.status() != status || !response.text().contains(text)) {
      throw new AssertionError("expected " + status + " " + text + ", got\n" + response);
    }
  }

  @Test
  void runsSlotAWhenItIsTheOnlyOne() throws IOException {
    expect(new Flash().slot(Flash.SLOT_A, 1, a), 200, "a");
  }

  @Test
  void runsTheNewerSlot() throws IOException {
    expect(new Flash().slot(Flash.SLOT_A, 1, a).slot(Flash.SLOT_B, 2, b), 200, "b");
    expect(new Flash().slot(Flash.SLOT_A, 3, a).slot(Flash.SLOT_B, 2, b), 200, "a");
  }

  @Test
  void aTornSlotLeavesTheOtherInCharge() throws IOException {
    expect(new Flash().slot(Flash.SLOT_A, 1, a).tornSlot(Flash.SLOT_B, 2, b), 200, "a");
  }

  @Test
  void aForeignSlotLeavesTheOtherInCharge() throws IOException {
    Flash flash = new Flash().slot(Flash.SLOT_B, 1, b);
    expect(flash.put(Flash.SLOT_A, new byte[PAGE]), 200, "b");
  }

  @Test
  void anImageThatFailsVerificationLeavesTheOtherInCharge() throws IOException {
    byte[] broken = b.clone();
    broken[broken.length - 1] ^= 1;
    expect(new Flash().slot(Flash.SLOT_A, 1, a).slot(Flash.SLOT_B, 2, broken), 200, "a");
  }

  @Test
  void answersWithTheReasonWhenNoSlotIsValid() throws IOException {
    expect(new Flash(), 503, "slot A: empty; slot B: empty");
    byte[] broken = a.clone();
    broken[broken.length - 1] ^= 1;
    Flash flash = new Flash().slot(Flash.SLOT_A, 1, broken).tornSlot(Flash.SLOT_B, 2, b);
    expect(flash, 503, "slot B: torn; slot A: ");
  }

  private static long heapWith(byte[] image) throws IOException {
    try (ZephyrTarget.Running running = BOARD.boot(new Flash().slot(Flash.SLOT_A, 1, image))) {
      String line =
          running.console().stream().filter(l -> l.contains("is in charge")).findFirst().orElse("");
      Matcher said = HEAP.matcher(line);
      if (!said.find()) {
        throw new AssertionError("no word about the heap: " + line);
      }
      return Long.parseLong(said.group(1));
    }
  }

  /** Strings are copied once: the image itself stays in flash. */
  @Test
  void reportsWhatTheEngineCopiesAndDoesNotCopyTheWholeImage() throws IOException {
    byte[] large = image("x".repeat(TEXT));
    long more = heapWith(large) - heapWith(a);
    if (more < TEXT || more > TEXT * 3 / 2) {
      throw new AssertionError("for " + TEXT + " bytes of text more, heap used more: " + more);
    }
  }
}
