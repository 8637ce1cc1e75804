/*
 * What an ELF file puts where.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.uf2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What an ELF file puts where (System V ABI, "Object Files" and "Program Loading"): 32 bits,
 * little-endian, as every Cortex-M's.
 *
 * @param loaded what is written to flash, by address; no two overlap
 * @param ramBytes RAM that is taken from the start: data, code in RAM, zeroed and uninitialised
 *     memory
 */
public record ElfFile(List<FlashRun> loaded, long ramBytes) {
  private static final byte[] MAGIC = {0x7F, 'E', 'L', 'F', 1, 1, 1};
  private static final int HEADER_BYTES = 52;
  private static final int PROGRAM_HEADERS_AT = 28;
  private static final int PROGRAM_HEADER_SIZE_AT = 42;
  private static final int PROGRAM_HEADER_BYTES = 32;
  private static final int LOAD = 1;

  public ElfFile {
    loaded = List.copyOf(loaded);
  }

  /** A segment that is loaded: its fields as the ABI names them. */
  private record Segment(
      long offset, long address, long loadAddress, long fileBytes, long memoryBytes) {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException with the reason, if it is none of a Cortex-M
   */
  public static ElfFile read(byte[] file) {
    if (file.length < HEADER_BYTES
        || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException("not an ELF file of 32 bits, little-endian");
    }
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<FlashRun> loaded = new ArrayList<>();
    long ramBytes = 0;
    for (Segment segment : segments(in)) {
      if (segment.fileBytes() > 0) {
        int from = Math.toIntExact(segment.offset());
        byte[] bytes = Arrays.copyOfRange(file, from, from + (int) segment.fileBytes());
        loaded.add(new FlashRun(segment.loadAddress(), bytes));
      }
      boolean isInRam = segment.loadAddress() != segment.address() || segment.fileBytes() == 0;
      ramBytes += isInRam ? segment.memoryBytes() : 0;
    }
    loaded.sort(Comparator.comparingLong(FlashRun::address));
    for (int i = 1; i < loaded.size(); i++) {
      if (loaded.get(i).address() < loaded.get(i - 1).end()) {
        throw new IllegalArgumentException(
            String.format("two segments overlap at 0x%x", loaded.get(i).address()));
      }
    }
    return new ElfFile(loaded, ramBytes);
  }

  private static List<Segment> segments(ByteBuffer in) {
    long table = Integer.toUnsignedLong(in.getInt(PROGRAM_HEADERS_AT));
    int size = Short.toUnsignedInt(in.getShort(PROGRAM_HEADER_SIZE_AT));
    int count = Short.toUnsignedInt(in.getShort(PROGRAM_HEADER_SIZE_AT + 2));
    if (count > 0 && size < PROGRAM_HEADER_BYTES || table + (long) size * count > in.capacity()) {
      throw new IllegalArgumentException("its program headers lie outside of the file");
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = (int) table + i * size;
      if (in.getInt(at) == LOAD) {
        segments.add(segment(in, at));
      }
    }
    return segments;
  }

  private static Segment segment(ByteBuffer in, int at) {
    long[] fields = new long[6];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = Integer.toUnsignedLong(in.getInt(at + i * Integer.BYTES));
    }
    Segment segment = new Segment(fields[1], fields[2], fields[3], fields[4], fields[5]);
    if (segment.offset() + segment.fileBytes() > in.capacity()) {
      throw new IllegalArgumentException("a segment lies outside of the file");
    }
    return segment;
  }

  /** Bytes that are written to flash. */
  public long flashBytes() {
    return loaded.stream().mapToLong(run -> run.bytes().length).sum();
  }
}
