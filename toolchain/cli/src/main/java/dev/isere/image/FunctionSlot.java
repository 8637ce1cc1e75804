/*
 * Function slots: how a function image lies in flash.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Function slots, version 1 (docs/function-slots.md): how a function image lies in flash. */
public final class FunctionSlot {
  /** Header and commit record have the first sector alone; the image begins behind it. */
  public static final int SECTOR_BYTES = 4096;

  /** Of the first sector, what is written: a flash page with the header, one with the record. */
  public static final int HEAD_BYTES = 512;

  /** The sequence number of a slot that is written without knowing the other one's. */
  public static final long FIRST_SEQUENCE = 1;

  private static final byte[] MAGIC = {(byte) 0x89, 'I', 'S', 'L', 'O', 'T', '\r', '\n'};
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 64;
  private static final int HEADER_CRC_AT = 60;
  private static final int COMMIT_AT = 256;
  private static final byte[] COMMIT = "DONE".getBytes(US_ASCII);
  private static final byte ERASED = (byte) 0xFF;

  private FunctionSlot() {}

  /** The longest image that a slot of some size holds; bytes. */
  public static long capacity(long slotBytes) {
    return slotBytes - SECTOR_BYTES;
  }

  /**
   * What a slot begins with: header and commit record, erased bytes between.
   *
   * @param imageBytes the length of the image
   * @param sequence 1 to 2^32 - 2; the slot with the highest one is in charge
   */
  public static byte[] head(int imageBytes, long sequence) {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.fill(head.array(), HEADER_BYTES, HEAD_BYTES, ERASED);
    head.put(MAGIC)
        .putShort((short) VERSION)
        .putShort((short) HEADER_BYTES)
        .putInt((int) sequence)
        .putInt(SECTOR_BYTES)
        .putInt(imageBytes);
    CRC32 crc = new CRC32();
    crc.update(head.array(), 0, HEADER_CRC_AT);
    head.putInt(HEADER_CRC_AT, (int) crc.getValue());
    head.position(COMMIT_AT);
    head.put(COMMIT).putInt((int) crc.getValue());
    return head.array();
  }

  /** What a slot begins with when it holds nothing: its whole first sector, erased. */
  public static byte[] blank() {
    byte[] sector = new byte[SECTOR_BYTES];
    Arrays.fill(sector, ERASED);
    return sector;
  }

  /** All of a slot up to the end of its image. */
  public static byte[] bytes(byte[] image) {
    byte[] slot = Arrays.copyOf(blank(), SECTOR_BYTES + image.length);
    System.arraycopy(head(image.length, FIRST_SEQUENCE), 0, slot, 0, HEAD_BYTES);
    System.arraycopy(image, 0, slot, SECTOR_BYTES, image.length);
    return slot;
  }
}
