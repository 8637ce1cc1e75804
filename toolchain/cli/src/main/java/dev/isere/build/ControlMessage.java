/*
 * Messages to a runtime that runs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Messages to a runtime that runs (docs/control-messages.md). */
final class ControlMessage {
  private static final int HEADER_BYTES = 12;
  private static final byte VERSION = 1;

  private ControlMessage() {}

  /** Replaces the function. */
  static byte[] replace(int id, byte[] image) {
    return message('F', id, image);
  }

  /** Asks for the state of the JavaScript heap. */
  static byte[] memory(int id) {
    return message('M', id, new byte[0]);
  }

  private static byte[] message(char type, int id, byte[] content) {
    return ByteBuffer.allocate(HEADER_BYTES + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 'I')
        .put((byte) 'S')
        .put(VERSION)
        .put((byte) type)
        .putInt(id)
        .putInt(content.length)
        .put(content)
        .array();
  }
}
