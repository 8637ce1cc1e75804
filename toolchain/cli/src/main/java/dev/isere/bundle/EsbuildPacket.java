/*
 * A packet of esbuild's service protocol.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A packet of the protocol that esbuild's own JavaScript API speaks with its executable
 * (cmd/esbuild/stdio_protocol.go of version {@link EsbuildBinary#VERSION}): JSON's values and byte
 * arrays, little-endian, lengths first.
 *
 * @param id connects a response with its request; each side counts its own
 * @param isRequest a request, or else a response
 * @param value null, Boolean, Integer, String, byte[], List or Map with text keys
 */
record EsbuildPacket(int id, boolean isRequest, Object value) {
  private static final int MAX_DEPTH = 64;

  /** The packet without the length that goes before it. */
  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writeInt(out, id << 1 | (isRequest ? 0 : 1));
      write(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a packet.
   *
   * @throws IllegalArgumentException if it is none
   */
  static EsbuildPacket decode(byte[] packet) {
    ByteBuffer in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
    try {
      int head = in.getInt();
      Object value = read(in, 0);
      if (in.hasRemaining()) {
        throw new IllegalArgumentException(in.remaining() + " bytes too many");
      }
      return new EsbuildPacket(head >>> 1, (head & 1) == 0, value);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a packet that ends early", e);
    }
  }

  private static void write(DataOutputStream out, Object value) throws IOException {
    if (value == null) {
      out.write(0);
    } else if (value instanceof Boolean bool) {
      out.write(1);
      out.write(bool ? 1 : 0);
    } else if (value instanceof Integer number) {
      out.write(2);
      writeInt(out, number);
    } else if (value instanceof String text) {
      out.write(3);
      writeBytes(out, text.getBytes(UTF_8));
    } else if (value instanceof byte[] bytes) {
      out.write(4);
      writeBytes(out, bytes);
    } else if (value instanceof List<?> list) {
      out.write(5);
      writeInt(out, list.size());
      for (Object item : list) {
        write(out, item);
      }
    } else {
      Map<?, ?> map = (Map<?, ?>) value;
      out.write(6);
      writeInt(out, map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        writeBytes(out, ((String) entry.getKey()).getBytes(UTF_8));
        write(out, entry.getValue());
      }
    }
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    writeInt(out, bytes.length);
    out.write(bytes);
  }

  private static void writeInt(DataOutputStream out, int value) throws IOException {
    out.writeInt(Integer.reverseBytes(value));
  }

  private static Object read(ByteBuffer in, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("values in values in values");
    }
    int kind = in.get();
    return switch (kind) {
      case 0 -> null;
      case 1 -> in.get() != 0;
      case 2 -> in.getInt();
      case 3 -> new String(readBytes(in), UTF_8);
      case 4 -> readBytes(in);
      case 5 -> readList(in, depth);
      case 6 -> readMap(in, depth);
      default -> throw new IllegalArgumentException("a value of kind " + kind);
    };
  }

  private static byte[] readBytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static List<Object> readList(ByteBuffer in, int depth) {
    int count = in.getInt();
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(read(in, depth + 1));
    }
    return list;
  }

  private static Map<String, Object> readMap(ByteBuffer in, int depth) {
    int count = in.getInt();
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String key = new String(readBytes(in), UTF_8);
      map.put(key, read(in, depth + 1));
    }
    return map;
  }
}
