/*
 * ELF files for tests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.uf2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Makes ELF files with nothing but program headers, their bytes, and symbols when they are wanted.
 */
public final class ElfBytes {
  private static final int HEADER = 52;
  private static final int PROGRAM_HEADER = 32;
  private static final int SECTION_HEADER = 40;
  private static final int SYMBOL = 16;
  private static final int TEXTS = 1024;

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

  /** A symbol. */
  public record Symbol(String name, long address, int bytes, int type) {}

  /** A file with a symbol table in its sections. */
  public static byte[] withSymbols(byte[] elf, Symbol... symbols) {
    StringBuilder names = new StringBuilder("\0");
    int sections = elf.length;
    int table = sections + 3 * SECTION_HEADER;
    int texts = table + SYMBOL * symbols.length;
    ByteBuffer out = ByteBuffer.allocate(texts + TEXTS).order(ByteOrder.LITTLE_ENDIAN);
    out.put(0, elf);
    out.putInt(32, sections).putShort(46, (short) SECTION_HEADER).putShort(48, (short) 3);
    out.putInt(sections + SECTION_HEADER + 4, 2).putInt(sections + SECTION_HEADER + 16, table);
    out.putInt(sections + SECTION_HEADER + 20, SYMBOL * symbols.length);
    out.putInt(sections + SECTION_HEADER + 24, 2);
    out.putInt(sections + 2 * SECTION_HEADER + 4, 3);
    out.putInt(sections + 2 * SECTION_HEADER + 16, texts);
    for (int i = 0; i < symbols.length; i++) {
      int at = table + SYMBOL * i;
      out.putInt(at, names.length()).putInt(at + 4, (int) symbols[i].address());
      out.putInt(at + 8, symbols[i].bytes()).put(at + 12, (byte) symbols[i].type());
      names.append(symbols[i].name()).append('\0');
    }
    out.put(texts, names.toString().getBytes(US_ASCII));
    return out.array();
  }
}
