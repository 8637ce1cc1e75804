// The flash of an emulated board, written by hand.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * 4 MB with the partitions of boards/qemu and boards/native_sim, or 2 MB with those of boards/pico.
 * Writes slots by docs/function-slots.md and shares no code with the command line.
 */
public final class Flash {
  /** Where the slots and the storage partition lie. */
  public static final int SLOT_A = 0x200000;

  public static final int SLOT_B = 0x280000;
  private static final int STORAGE = 0x300000;
  private static final int BYTES = 0x400000;

  /** The same of a Pico. */
  private static final int PICO_SLOT_A = 0x100000;

  private static final int PICO_STORAGE = 0x180000;
  private static final int PICO_BYTES = 0x200000;

  private static final int HEADER = 64;
  private static final int COMMIT = 256;
  private static final int IMAGE = 4096;

  private final byte[] bytes;
  private final int slotA;
  private final int storage;

  private Flash(int length, int slotA, int storage) {
    this.bytes = new byte[length];
    this.slotA = slotA;
    this.storage = storage;
    Arrays.fill(bytes, (byte) 0xff);
  }

  /** Erased flash. */
  public Flash() {
    this(BYTES, SLOT_A, STORAGE);
  }

  /** Erased flash of a Pico. */
  static Flash ofPico() {
    return new Flash(PICO_BYTES, PICO_SLOT_A, PICO_STORAGE);
  }

  /** The function of slot A, committed. */
  Flash function(byte[] image) {
    return slot(slotA, 1, image);
  }

  /** A slot, committed. */
  public Flash slot(int at, int sequence, byte[] image) {
    byte[] header = header(sequence, image.length);
    put(at, header);
    put(at + IMAGE, image);
    put(at + COMMIT, "DONE".getBytes(StandardCharsets.US_ASCII));
    return put(at + COMMIT + 4, Arrays.copyOfRange(header, HEADER - 4, HEADER));
  }

  /** A slot whose writer lost its power before the commit record. */
  public Flash tornSlot(int at, int sequence, byte[] image) {
    put(at, header(sequence, image.length));
    return put(at + IMAGE, image);
  }

  private static byte[] header(int sequence, int imageBytes) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put(new byte[] {(byte) 0x89, 'I', 'S', 'L', 'O', 'T', '\r', '\n'});
    header.putShort((short) 1).putShort((short) HEADER).putInt(sequence);
    header.putInt(IMAGE).putInt(imageBytes);
    CRC32 crc = new CRC32();
    crc.update(header.array(), 0, HEADER - 4);
    return header.putInt(HEADER - 4, (int) crc.getValue()).array();
  }

  /** Options for a firmware that reads them from its storage partition. */
  public Flash options(Map<String, String> options) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("isere options\n".getBytes(StandardCharsets.US_ASCII));
    options.forEach(
        (key, value) ->
            text.writeBytes((key + "=" + value + "\n").getBytes(StandardCharsets.US_ASCII)));
    text.write(0);
    return put(storage, text.toByteArray());
  }

  /** Any bytes anywhere. */
  public Flash put(int at, byte[] what) {
    System.arraycopy(what, 0, bytes, at, what.length);
    return this;
  }

  /** What follows the firmware, and where it begins. */
  byte[] behindFirmware() {
    return Arrays.copyOfRange(bytes, slotA, bytes.length);
  }

  int firmwareEnd() {
    return slotA;
  }

  /** All of it. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
