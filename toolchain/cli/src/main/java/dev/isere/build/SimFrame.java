/*
 * A frame between this machine and the emulated chip.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A frame between this machine and the emulated chip; docs/m33-sim.md describes each kind.
 *
 * @param kind one of the constants of this class
 * @param connection which connection it is about; 0 where it is about none
 */
public record SimFrame(int kind, int connection, byte[] payload) {
  static final int HEADER_BYTES = 8;

  static final int OPTION = 1;
  static final int IMAGE = 2;
  static final int START = 3;

  /** To the chip: a client connects. */
  public static final int OPEN = 4;

  /** To the chip: bytes from the client. */
  public static final int DATA = 5;

  /** To the chip: the client sends no more. */
  public static final int END = 6;

  /** To the chip: the client is gone. */
  public static final int RESET = 7;

  static final int RUN = 9;

  /** To the chip: stop accepting, finish what has begun. */
  public static final int STOP = 10;

  static final int CLOCK = 11;

  static final int HELLO = 64;
  static final int READY = 65;
  static final int FAILED = 66;

  /** From the chip: bytes to the client. */
  public static final int OUTPUT = 67;

  /** From the chip: nothing more will be sent to the client. */
  public static final int FIN = 68;

  /** From the chip: the connection is closed, and its number free. */
  public static final int CLOSED = 69;

  /** From the chip: how many bytes of a client it has taken. */
  public static final int TAKEN = 70;

  static final int LOG = 71;

  /** From the chip: a {@link SimReport}; nothing more to do. */
  public static final int IDLE = 72;

  /** From the chip: a {@link SimReport}; it has drained after a {@link #STOP}. */
  public static final int STOPPED = 73;

  static final int FAULT = 74;

  /** A frame that says all by its kind. */
  public static SimFrame of(int kind, int connection) {
    return new SimFrame(kind, connection, new byte[0]);
  }

  static SimFrame number(int kind, long value) {
    byte[] payload = new byte[Long.BYTES];
    ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return new SimFrame(kind, 0, payload);
  }

  static SimFrame text(int kind, String text) {
    return new SimFrame(kind, 0, text.getBytes(UTF_8));
  }

  /** Whether the chip ends its turn with it. */
  boolean endsTurn() {
    return kind == READY || kind == FAILED || kind == IDLE || kind == STOPPED;
  }

  /** The payload as text. */
  String text() {
    return new String(payload, UTF_8);
  }

  /** The payload, or what is left of it behind an offset, as little-endian integers. */
  public ByteBuffer integers() {
    return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes it behind what a buffer holds. */
  void writeTo(ByteBuffer out) {
    out.putInt(payload.length).putShort((short) connection).put((byte) kind).put((byte) 0);
    out.put(payload);
  }
}
