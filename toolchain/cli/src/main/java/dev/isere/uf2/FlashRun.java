/*
 * Bytes that lie in flash one behind the other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.uf2;

import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes that lie in flash one behind the other.
 *
 * @param address where the CPU sees the first of them
 * @param bytes at least one; not copied, not to be changed
 */
public record FlashRun(long address, byte[] bytes) {
  public FlashRun {
    Objects.requireNonNull(bytes);
    if (bytes.length == 0) {
      throw new IllegalArgumentException("a run of no bytes");
    }
  }

  /** The first address behind them. */
  public long end() {
    return address + bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FlashRun run
        && run.address == address
        && Arrays.equals(run.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(address) * 31 + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return String.format("%d bytes at 0x%x", bytes.length, address);
  }
}
