/*
 * Tests of what a build for a board leaves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.board.Board;
import dev.isere.board.Flash;
import dev.isere.board.RunCommandLine;
import dev.isere.board.ZephyrBoard;
import dev.isere.image.FunctionSlot;
import dev.isere.project.PortKind;
import dev.isere.uf2.ElfBytes;
import dev.isere.uf2.Uf2Block;
import dev.isere.uf2.Uf2File;
import dev.isere.uf2.Uf2RefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BoardFilesTest {
  private static final long BASE = 0x10000000L;
  private static final byte[] IMAGE = {9, 8, 7};
  private static final byte[] ELF =
      ElfBytes.of(new ElfBytes.Segment(BASE + 0x100, BASE + 0x100, new byte[] {1, 2}, 2));

  private static Board board(ZephyrBoard.Link link, boolean hasUf2, String... run) {
    Flash flash =
        new Flash(
            BASE,
            0x6000,
            Optional.of(new Flash.Partition(0, 0x2000)),
            new Flash.Partition(0x2000, 0x2000),
            new Flash.Partition(0x4000, 0x2000));
    ZephyrBoard zephyr =
        new ZephyrBoard(
            "acme/lab",
            Optional.empty(),
            Optional.empty(),
            flash,
            hasUf2 ? Optional.of(new ZephyrBoard.Uf2(5, "LAB")) : Optional.empty(),
            new ZephyrBoard.Network(link, Optional.empty(), Optional.empty()),
            Optional.of(new RunCommandLine(List.of(run))).filter(line -> run.length > 0),
            Optional.empty());
    return new Board(
        "lab",
        "d",
        PortKind.PICO2,
        Board.Build.ZEPHYR,
        Optional.of(zephyr),
        Optional.empty(),
        Path.of("lab"));
  }

  private static Map<String, byte[]> make(Board board) {
    return new BoardFiles(board, new Firmware(ELF, "", "MIT", new TreeMap<>()), IMAGE).make();
  }

  private static List<Long> sectors(byte[] uf2) throws Uf2RefusedException {
    List<Long> sectors = new ArrayList<>();
    for (Uf2Block block : Uf2File.read(uf2).blocks()) {
      long sector = block.address() - BASE & ~0xFFFL;
      if (sectors.isEmpty() || sectors.get(sectors.size() - 1) != sector) {
        sectors.add(sector);
      }
    }
    return sectors;
  }

  @Test
  void putsWhatMakesTheSlotValidLast() throws Uf2RefusedException {
    Map<String, byte[]> files = make(board(ZephyrBoard.Link.USB, true));
    assertEquals(
        List.of("firmware.uf2", "firmware.elf", "function.isere", "function.uf2", "LICENSES.txt"),
        List.copyOf(files.keySet()));
    assertEquals(List.of(0L, 0x4000L, 0x3000L, 0x2000L), sectors(files.get("firmware.uf2")));
    assertEquals(List.of(0x4000L, 0x3000L, 0x2000L), sectors(files.get("function.uf2")));
    Uf2File function = Uf2File.read(files.get("function.uf2"));
    assertEquals(5, function.family());
    List<Uf2Block> last = function.blocks().subList(32, function.blocks().size());
    assertEquals(
        List.of(BASE + 0x2000, BASE + 0x2100), last.stream().map(Uf2Block::address).toList());
    assertArrayEquals(Arrays.copyOf(FunctionSlot.head(IMAGE.length, 1), 256), last.get(0).page());
    assertArrayEquals(IMAGE, files.get("function.isere"));
  }

  @Test
  void givesAnEmulatorASlotOrAllOfTheFlash() {
    Map<String, byte[]> slot = make(board(ZephyrBoard.Link.ETHERNET, false, "emulate", "{slot}"));
    assertEquals(
        List.of("firmware.elf", "function.isere", "function.slot", "LICENSES.txt"),
        List.copyOf(slot.keySet()));
    assertArrayEquals(FunctionSlot.bytes(IMAGE), slot.get("function.slot"));

    Map<String, byte[]> flash = make(board(ZephyrBoard.Link.HOST, false, "{firmware}", "{flash}"));
    assertEquals(
        List.of("firmware", "function.isere", "flash.bin", "LICENSES.txt"),
        List.copyOf(flash.keySet()));
    byte[] bytes = flash.get("flash.bin");
    assertEquals(0x6000, bytes.length);
    assertArrayEquals(
        FunctionSlot.bytes(IMAGE), Arrays.copyOfRange(bytes, 0x2000, 0x3000 + IMAGE.length));
    assertEquals(-1, bytes[0x4000]);
  }
}
