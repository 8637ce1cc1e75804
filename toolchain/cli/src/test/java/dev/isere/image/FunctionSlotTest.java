/*
 * Tests of function slots against the bytes of docs/function-slots.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FunctionSlotTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Computed by Python's struct and zlib, and read by runtime-c/src/image/slot.c. */
  private static final String HEADER =
      "8949534c4f540d0a" + "0100" + "4000" + "01000000" + "00100000" + "d2040000" + "00".repeat(36);

  @Test
  void writesHeaderAndCommitRecord() {
    byte[] head = FunctionSlot.head(1234, 1);
    assertEquals(512, head.length);
    assertEquals(HEADER, HEX.formatHex(head, 0, 60));
    String crc = HEX.formatHex(head, 60, 64);
    assertEquals("2aca062c", crc);
    assertEquals("ff".repeat(192), HEX.formatHex(head, 64, 256));
    assertEquals("444f4e45" + crc, HEX.formatHex(head, 256, 264));
    assertEquals("ff".repeat(248), HEX.formatHex(head, 264, 512));
  }

  @Test
  void putsTheImageBehindTheFirstSector() {
    byte[] image = {1, 2, 3};
    byte[] slot = FunctionSlot.bytes(image);
    assertEquals(4099, slot.length);
    assertArrayEquals(FunctionSlot.head(3, 1), Arrays.copyOf(slot, 512));
    assertArrayEquals(FunctionSlot.blank(), padded(Arrays.copyOfRange(slot, 512, 4096)));
    assertArrayEquals(image, Arrays.copyOfRange(slot, 4096, 4099));
  }

  private static byte[] padded(byte[] bytes) {
    byte[] sector = FunctionSlot.blank();
    System.arraycopy(bytes, 0, sector, 0, bytes.length);
    return sector;
  }

  @Test
  void holdsLessThanItsSize() {
    assertEquals(0x7F000, FunctionSlot.capacity(0x80000));
  }
}
