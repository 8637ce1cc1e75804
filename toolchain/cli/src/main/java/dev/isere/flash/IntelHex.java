/*
 * Intel HEX, which debug probes take.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import dev.isere.uf2.Uf2Block;
import dev.isere.uf2.Uf2File;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes what a UF2 file writes as Intel HEX (Intel, "Hexadecimal Object File Format", rev. A). */
final class IntelHex {
  private static final int RECORD_BYTES = 32;
  private static final int DATA = 0;
  private static final int END = 1;
  private static final int UPPER_ADDRESS = 4;

  private IntelHex() {}

  /** The file's text. */
  static String text(Uf2File file) {
    StringBuilder text = new StringBuilder();
    long upper = -1;
    for (Uf2Block block : file.blocks()) {
      if (block.address() >>> Short.SIZE != upper) {
        upper = block.address() >>> Short.SIZE;
        record(text, UPPER_ADDRESS, 0, ByteBuffer.allocate(2).putShort(0, (short) upper).array());
      }
      for (int at = 0; at < block.page().length; at += RECORD_BYTES) {
        byte[] data = Arrays.copyOfRange(block.page(), at, at + RECORD_BYTES);
        record(text, DATA, (int) (block.address() & 0xFFFF) + at, data);
      }
    }
    record(text, END, 0, new byte[0]);
    return text.toString();
  }

  private static void record(StringBuilder text, int type, int address, byte[] data) {
    byte[] bytes =
        ByteBuffer.allocate(4 + data.length)
            .put((byte) data.length)
            .putShort((short) address)
            .put((byte) type)
            .put(data)
            .array();
    int sum = 0;
    text.append(':');
    for (byte b : bytes) {
      sum += b;
      text.append(String.format("%02X", b));
    }
    text.append(String.format("%02X\n", -sum & 0xFF));
  }
}
