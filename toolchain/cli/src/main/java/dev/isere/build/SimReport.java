/*
 * What the emulated chip says of itself when it has nothing more to do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * What the emulated chip says of itself at the end of a turn. Memory is in bytes.
 *
 * @param nowUs the runtime's monotonic clock
 * @param dueUs microseconds from now to its next timer; empty when none is set
 * @param instructions spent in this turn, or from reset until it served
 * @param sentInstructions spent in this turn until the last byte was given out for sending; 0 when
 *     none was
 * @param heapUsed of the JavaScript heap, as the other three
 * @param ramStatic variables
 * @param ramReserved what the runtime has reserved, the JavaScript heap included
 * @param flashUsed code and constants
 */
public record SimReport(
    long nowUs,
    OptionalLong dueUs,
    long instructions,
    long sentInstructions,
    long heapUsed,
    long heapPeak,
    long heapLimit,
    long heapLargestFree,
    long stackPeak,
    long stackSize,
    long ramStatic,
    long ramReserved,
    long ramSize,
    long flashUsed,
    long flashSize) {
  private static final long NEVER = -1;

  static SimReport read(SimFrame frame) {
    ByteBuffer in = ByteBuffer.wrap(frame.payload()).order(ByteOrder.LITTLE_ENDIAN);
    long nowUs = in.getLong();
    long due = in.getLong();
    return new SimReport(
        nowUs,
        due == NEVER ? OptionalLong.empty() : OptionalLong.of(due),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }
}
