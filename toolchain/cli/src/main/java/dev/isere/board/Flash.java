/*
 * The flash of a board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;

import java.util.Optional;

/**
 * The flash of a board: what board.overlay says in words of the devicetree. That both say the same
 * is checked by a test and after each build.
 *
 * @param base where the CPU sees its first byte
 * @param bytes its size
 * @param firmware where the firmware lies; empty when it is not in this flash
 * @param functionA the first function slot
 * @param functionB the second function slot
 */
public record Flash(
    long base, long bytes, Optional<Partition> firmware, Partition functionA, Partition functionB) {

  /** What a slot starts on, and what is erased at once: bytes. */
  public static final int SECTOR_BYTES = 4096;

  /**
   * A part of the flash.
   *
   * @param offset from the flash's first byte
   * @param bytes its size
   */
  public record Partition(long offset, long bytes) {
    /** The first byte behind it. */
    public long end() {
      return offset + bytes;
    }
  }

  /** Where the CPU sees a partition. */
  public long address(Partition partition) {
    return base + partition.offset();
  }
}
