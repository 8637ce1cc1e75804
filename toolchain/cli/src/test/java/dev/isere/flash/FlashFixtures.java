/*
 * Boards, drives and firmware for tests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.uf2.FlashRun;
import dev.isere.uf2.Uf2File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

final class FlashFixtures {
  static final long RP2350 = 0xE48BFF59L;
  static final long RP2040 = 0xE48BFF56L;

  private FlashFixtures() {}

  static List<Board> boards() {
    return new BoardCatalogue(List.of(Path.of(System.getProperty("isere.home"), "boards"))).all();
  }

  /** A file of {@code sectors} sectors. */
  static byte[] uf2(long family, int sectors) {
    byte[] bytes = new byte[sectors * 4096];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7 + i / 251);
    }
    return Uf2File.of(family, List.of(new FlashRun(0x10000000L, bytes))).bytes();
  }

  static ReadyFirmware ready(Path folder, long family) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.write(folder.resolve(ReadyFirmware.FIRMWARE), uf2(family, 3));
    return ReadyFirmware.find(Optional.of(file), ReadyFirmware.FIRMWARE);
  }

  /** A folder that looks like the drive of a board in BOOTSEL mode. */
  static Path drive(Path root, String boardId) throws IOException {
    Files.createDirectories(root);
    Files.writeString(
        root.resolve("INFO_UF2.TXT"),
        "UF2 Bootloader v1.0\r\nModel: Raspberry Pi\r\nBoard-ID: " + boardId + "\r\n");
    return root;
  }
}
