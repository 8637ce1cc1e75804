/*
 * ELF files for tests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.uf2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes ELF files with nothing but program headers and their bytes. */
public final class ElfBytes {
  private static final int HEADER = 52;
  private static final int PROGRAM_HEADER = 32;

  private ElfBytes() {}

  /** A segment. */
  public record Segment(long address, long loadAddress, byte[] bytes, int memoryBytes) {}

  /** A file with these segments. */
  public static byte[] of(Segment... segments) {
    int length = HEADER + PROGRAM_HEADER * segments.length;
    for (Segment segment : segments) {
      length += segment.bytes().length;
    }
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {0x7F, 'E', 'L', 'F', 1, 1, 1});
    out.putInt(28, HEADER);
    out.putShort(42, (short) PROGRAM_HEADER);
    out.putShort(44, (short) segments.length);
    int data = HEADER + PROGRAM_HEADER * segments.length;
    out.position(HEADER);
    for (Segment segment : segments) {
      out.putInt(1).putInt(data).putInt((int) segment.address());
      out.putInt((int) segment.loadAddress()).putInt(segment.bytes().length);
      out.putInt(segment.memoryBytes()).putInt(0).putInt(4);
      out.put(data, segment.bytes());
      data += segment.bytes().length;
    }
    return out.array();
  }
}
