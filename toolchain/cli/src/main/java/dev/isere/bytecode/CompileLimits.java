/*
 * What one compilation may use.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bytecode;

import java.time.Duration;

/**
 * What one compilation may use. The ranges are those of toolchain/native/isere_compile.h.
 *
 * @param memoryBytes memory that the engine may allocate, 1 MiB to 1 GiB
 * @param stackBytes stack that the engine may use, which bounds how deep a source may nest; 64 KiB
 *     to 64 MiB
 * @param timeout how long it may take, from 1 ms to an hour
 */
public record CompileLimits(long memoryBytes, long stackBytes, Duration timeout) {
  /** The largest source that can be compiled at all, bytes. */
  public static final int MAX_SOURCE_BYTES = 64 << 20;

  /** Enough for every honest source of the largest size: 1 GiB, 16 MiB of stack, a minute. */
  public static final CompileLimits DEFAULT =
      new CompileLimits(1L << 30, 16L << 20, Duration.ofMinutes(1));

  public CompileLimits {
    check("memoryBytes", memoryBytes, 1L << 20, 1L << 30);
    check("stackBytes", stackBytes, 64L << 10, 64L << 20);
    check("timeout", timeout.toMillis(), 1, Duration.ofHours(1).toMillis());
  }

  private static void check(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " is " + value + ", not in " + min + " to " + max);
    }
  }
}
