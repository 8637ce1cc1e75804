// A board that crashes again and again.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.zephyr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Debugger;
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
import org.junit.jupiter.api.Test;

/**
 * The chip's watchdog and the slots after crashes, on QEMU's chip, whose watchdog resets it and
 * whose memory a reset leaves alone. Native_sim has neither. A debugger breaks the board: no
 * function is known that does.
 */
class CrashTest {
  private static final ZephyrTarget BOARD = (ZephyrTarget) Target.current();

  /** What the runtime's thread calls in each round, and what does nothing in this port. */
  private static final String ROUND = "isere_port_poll_wait";

  private static final String NOTHING = "isere_port_discard";

  private static byte[] image(String answer) throws IOException {
    Path handler =
        Files.createDirectories(Home.work("zephyr").resolve("crash-" + answer))
            .resolve("handler.js");
    Files.writeString(handler, "export const handler = async () => '" + answer + "'\n");
    return Files.readAllBytes(ImageBuilder.build(handler, Map.of("name", answer), false));
  }

  private static void expect(ZephyrTarget.Running board, int status, String text)
      throws IOException {
    try (Wire wire = new Wire(board.address())) {
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Response response = wire.read("GET");
      if (response == null || response.status() != status || !response.text().contains(text)) {
        throw new AssertionError(
            "expected " + status + " " + text + ", got\n" + response + board.output());
      }
    }
  }

  private static long symbol(String name) throws IOException {
    try (Child nm =
        new Child(new ProcessBuilder("arm-none-eabi-nm", BOARD.firmware().toString()))) {
      assertEquals(0, nm.await(), nm.output());
      return nm.out().stream()
          .map(line -> line.split(" "))
          .filter(fields -> fields.length == 3 && fields[2].equals(name))
          .mapToLong(fields -> Long.parseLong(fields[0], 16))
          .findFirst()
          .orElseThrow();
    }
  }

  /** A fault of the processor; waits until the board serves again. */
  private static void crash(ZephyrTarget.Running board, int port, String says) throws IOException {
    Debugger.leaveThumb(port);
    board.awaitRestart(says);
  }

  @Test
  void threeCrashesInARowHandOverToTheOtherSlotAndThreeMoreToNone() throws IOException {
    assumeTrue(BOARD.board().equals("qemu"), "only QEMU's chip keeps its memory over a reset");
    int port = ZephyrTarget.freePort();
    Flash flash = new Flash().slot(Flash.SLOT_A, 2, image("a")).slot(Flash.SLOT_B, 1, image("b"));
    try (ZephyrTarget.Running board = BOARD.boot(flash, "-gdb", "tcp:127.0.0.1:" + port)) {
      expect(board, 200, "a");
      crash(board, port, "crashes in a row: 1");
      expect(board, 200, "a");
      Debugger.hang(port, symbol(ROUND), symbol(NOTHING));
      // Nobody but the watchdog ends that. Its interrupt in front of its reset goes to a part of
      // this
      // chip that has no code, and so counts as a fault: QEMU 7.2 takes NMIs there.
      board.awaitRestart("crashes in a row: 2");
      expect(board, 200, "a");
      crash(board, port, "slot A is left out: its function brought the board down");
      expect(board, 200, "b");
      crash(board, port, "crashes in a row: 4");
      crash(board, port, "crashes in a row: 5");
      expect(board, 200, "b");
      crash(board, port, "slot B is left out: its function brought the board down");
      expect(board, 503, "its function brought the board down");
    }
  }
}
