/*
 * One block of a UF2 file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.uf2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One block of a UF2 file (USB Flashing Format, microsoft/uf2): 512 bytes that carry a flash page
 * of 256 and its address, and so survive any order in which a computer writes them to a drive.
 *
 * @param family what kind of chip it is for
 * @param number counted from 0
 * @param count blocks of its file
 * @param address where the page goes
 * @param page 256 bytes; not copied, not to be changed
 */
public record Uf2Block(long family, int number, int count, long address, byte[] page) {
  /** Of a block, in the file. */
  public static final int BYTES = 512;

  /** Of its payload: a flash page, the only size that the boot ROMs of RP2040 and RP2350 take. */
  public static final int PAGE_BYTES = 256;

  private static final int MAGIC_START = 0x0A324655;
  private static final int MAGIC_SECOND = 0x9E5D5157;
  private static final int MAGIC_END = 0x0AB16F30;
  private static final int FLAG_FAMILY = 0x2000;
  private static final int PAGE_AT = 32;
  private static final int END_AT = BYTES - Integer.BYTES;

  public Uf2Block {
    if (page.length != PAGE_BYTES || address % PAGE_BYTES != 0 || number < 0 || number >= count) {
      throw new IllegalArgumentException("no such block: " + number + " of " + count);
    }
  }

  /** As it stands in a file. */
  void write(ByteBuffer out) {
    int start = out.position();
    out.order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC_START)
        .putInt(MAGIC_SECOND)
        .putInt(FLAG_FAMILY)
        .putInt((int) address)
        .putInt(PAGE_BYTES)
        .putInt(number)
        .putInt(count)
        .putInt((int) family)
        .put(page)
        .position(start + END_AT)
        .putInt(MAGIC_END);
  }

  /**
   * Reads a block.
   *
   * @param file all of the file
   * @param index which block
   * @throws Uf2RefusedException if it is none that a boot ROM takes
   */
  static Uf2Block read(byte[] file, int index) throws Uf2RefusedException {
    ByteBuffer in = ByteBuffer.wrap(file, index * BYTES, BYTES).slice();
    in.order(ByteOrder.LITTLE_ENDIAN);
    boolean isBlock =
        in.getInt() == MAGIC_START && in.getInt() == MAGIC_SECOND && in.getInt(END_AT) == MAGIC_END;
    if (!isBlock) {
      throw new Uf2RefusedException("block %d has no UF2 magic numbers", index);
    }
    int flags = in.getInt();
    long address = Integer.toUnsignedLong(in.getInt());
    int payload = in.getInt();
    int number = in.getInt();
    int count = in.getInt();
    long family = Integer.toUnsignedLong(in.getInt());
    if (flags != FLAG_FAMILY) {
      throw new Uf2RefusedException("block %d has flags 0x%x, not 0x%x", index, flags, FLAG_FAMILY);
    }
    if (payload != PAGE_BYTES || address % PAGE_BYTES != 0) {
      throw new Uf2RefusedException("block %d is no whole flash page", index);
    }
    if (number != index || count != file.length / BYTES) {
      throw new Uf2RefusedException("block %d says that it is %d of %d", index, number, count);
    }
    byte[] page = Arrays.copyOfRange(file, index * BYTES + PAGE_AT, index * BYTES + PAGE_AT + 256);
    return new Uf2Block(family, number, count, address, page);
  }
}
