/*
 * Tests of UF2 files. tests/tools/uf2.py reads them independently.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.uf2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Uf2FileTest {
  private static final long RP2350 = 0xe48bff59L;
  private static final long BASE = 0x10000000L;

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static List<Long> addresses(Uf2File file) {
    return file.blocks().stream().map(Uf2Block::address).toList();
  }

  @Test
  void writesABlockAsTheFormatSays() {
    byte[] file = Uf2File.of(RP2350, List.of(new FlashRun(BASE, filled(3, 7)))).bytes();
    assertEquals(512, file.length);
    HexFormat hex = HexFormat.of();
    assertEquals(
        "5546320a"
            + "57515d9e"
            + "00200000"
            + "00000010"
            + "00010000"
            + "00000000"
            + "01000000"
            + "59ff8be4"
            + "070707"
            + "ff".repeat(253)
            + "00".repeat(220)
            + "306fb10a",
        hex.formatHex(file));
  }

  @Test
  void writesWholeSectorsSoThatSixteenBlocksShareOne() {
    Uf2File file =
        Uf2File.of(
            RP2350,
            List.of(
                new FlashRun(BASE, filled(4097, 1)),
                new FlashRun(BASE + 0x9000, filled(1, 2)),
                new FlashRun(BASE + 0x4000, filled(257, 3))));
    assertEquals(2 * 16 + 16 + 2, file.blocks().size());
    for (Uf2Block block : file.blocks()) {
      long sector = file.blocks().get(block.number() & ~15).address() / 4096;
      assertEquals(sector, block.address() / 4096, "the boot ROM would not erase for " + block);
    }
    assertEquals(BASE + 0x4100, addresses(file).get(file.blocks().size() - 1));
  }

  @Test
  void refusesRunsThatTheBootRomWouldSpoil() {
    List<FlashRun> crooked = List.of(new FlashRun(BASE + 256, filled(1, 1)));
    assertThrows(IllegalArgumentException.class, () -> Uf2File.of(RP2350, crooked));
    List<FlashRun> twice =
        List.of(new FlashRun(BASE, filled(4096, 1)), new FlashRun(BASE, filled(1, 1)));
    assertThrows(IllegalArgumentException.class, () -> Uf2File.of(RP2350, twice));
  }

  @Test
  void joinsPiecesToSectors() {
    List<FlashRun> runs =
        Uf2File.sectors(
            List.of(
                new FlashRun(BASE + 0x10, filled(2, 1)),
                new FlashRun(BASE + 0xFFF, filled(2, 2)),
                new FlashRun(BASE + 0x5000, filled(1, 3))));
    byte[] first = filled(8192, 0xFF);
    first[0x10] = 1;
    first[0x11] = 1;
    first[0xFFF] = 2;
    first[0x1000] = 2;
    byte[] second = filled(4096, 0xFF);
    second[0] = 3;
    assertEquals(List.of(new FlashRun(BASE, first), new FlashRun(BASE + 0x5000, second)), runs);
    assertEquals(List.of(), Uf2File.sectors(List.of()));
  }

  @Test
  void readsWhatItWrites() throws Uf2RefusedException {
    Uf2File file = Uf2File.of(RP2350, List.of(new FlashRun(BASE, filled(5000, 1))));
    Uf2File read = Uf2File.read(file.bytes());
    assertEquals(RP2350, read.family());
    assertEquals(addresses(file), addresses(read));
    for (int i = 0; i < read.blocks().size(); i++) {
      assertArrayEquals(file.blocks().get(i).page(), read.blocks().get(i).page());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, block 0 has no UF2 magic numbers",
    "7, 0, block 0 has no UF2 magic numbers",
    "511, 0, block 0 has no UF2 magic numbers",
    "9, 0x21, 'block 0 has flags 0x2100, not 0x2000'",
    "12, 1, block 0 is no whole flash page",
    "17, 2, block 0 is no whole flash page",
    "20, 1, block 0 says that it is 1 of 2",
    "24, 3, block 0 says that it is 0 of 3",
    "512, 0, block 1 has no UF2 magic numbers",
    "540, 0x57, 'block 1 is for family 0xe48bff57, the others for 0xe48bff59'",
  })
  void refusesADamagedBlock(int at, String value, String reason) {
    byte[] file = Uf2File.of(RP2350, List.of(new FlashRun(BASE, filled(512, 1)))).bytes();
    file[at] = at == 9 ? 0x21 : (byte) (int) Integer.decode(value);
    refused(reason, file);
  }

  @Test
  void refusesAFileThatIsCut() {
    byte[] file = Uf2File.of(RP2350, List.of(new FlashRun(BASE, filled(512, 1)))).bytes();
    refused("0 bytes are no UF2 file: blocks have 512 each", new byte[0]);
    refused("1000 bytes are no UF2 file: blocks have 512 each", Arrays.copyOf(file, 1000));
    refused("block 0 says that it is 0 of 2", Arrays.copyOf(file, 512));
  }

  private static void refused(String reason, byte[] file) {
    assertEquals(
        reason, assertThrows(Uf2RefusedException.class, () -> Uf2File.read(file)).getMessage());
  }

  @Test
  void readsAnElfFile() {
    ElfFile elf =
        ElfFile.read(
            ElfBytes.of(
                new ElfBytes.Segment(BASE, BASE, new byte[] {1, 2, 3}, 3),
                new ElfBytes.Segment(0x20000000, BASE + 3, new byte[] {4}, 1),
                new ElfBytes.Segment(0x20000001, 0x20000001, new byte[0], 100)));
    assertEquals(
        List.of(new FlashRun(BASE, new byte[] {1, 2, 3}), new FlashRun(BASE + 3, new byte[] {4})),
        elf.loaded());
    assertEquals(4, elf.flashBytes());
    assertEquals(101, elf.ramBytes());
  }

  @Test
  void refusesAFileThatIsNoElfFile() {
    List<byte[]> files = new ArrayList<>();
    byte[] good = ElfBytes.of(new ElfBytes.Segment(BASE, BASE, new byte[] {1, 2, 3}, 3));
    files.add(new byte[0]);
    files.add(new byte[100]);
    files.add(Arrays.copyOf(good, 60));
    files.add(Arrays.copyOf(good, good.length - 1));
    byte[] bits64 = good.clone();
    bits64[4] = 2;
    files.add(bits64);
    files.add(
        ElfBytes.of(
            new ElfBytes.Segment(BASE, BASE, new byte[] {1, 2, 3}, 3),
            new ElfBytes.Segment(BASE, BASE + 2, new byte[] {1}, 1)));
    for (byte[] file : files) {
      assertThrows(IllegalArgumentException.class, () -> ElfFile.read(file));
    }
  }
}
