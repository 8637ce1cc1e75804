/*
 * Images for tests, and how to damage them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.project.Option;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds images section by section, sound or not, independently of {@link ImageWriter}. */
final class ImageBytes {
  private record Part(String type, int flags, byte[] content) {}

  private final List<Part> parts = new ArrayList<>();

  static ImageContent content() {
    return new ImageContent(
        "hello",
        "1.0.0",
        "isere 0.1.0",
        "0123456789abcdef",
        Map.of("B", "2", "A", "ü"),
        Map.of(Option.FUNCTION_TIMEOUT_MS, 500L),
        Optional.of("quickjs-x"),
        new byte[] {1, 2, 3});
  }

  /** The smallest sound image, before its code. */
  static ImageBytes minimal() {
    return new ImageBytes()
        .add("REQS", 1, entry("abi", uint(1)))
        .add("META", 0, entry("name", text("f")), entry("version", text("1")));
  }

  ImageBytes add(String type, int flags, byte[]... content) {
    parts.add(new Part(type, flags, join(content)));
    return this;
  }

  ImageBytes source() {
    return add("SRCE", 1, text("x"));
  }

  static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  static byte[] uint(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  static byte[] entry(String key, byte[] value) {
    return entry(text(key), value);
  }

  static byte[] entry(byte[] key, byte[] value) {
    int padded = (key.length + value.length + 3) / 4 * 4;
    return ByteBuffer.allocate(8 + padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) key.length)
        .putShort((short) 0)
        .putInt(value.length)
        .put(key)
        .put(value)
        .array();
  }

  private static byte[] join(byte[]... all) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] one : all) {
      out.writeBytes(one);
    }
    return out.toByteArray();
  }

  /** The image, hash included. */
  byte[] build() {
    int offset = 64 + 16 * parts.size();
    int total = offset;
    for (Part part : parts) {
      total += (part.content.length + 7) / 8 * 8;
    }
    ByteBuffer image = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    image.put(new byte[] {(byte) 0x89, 'I', 'S', 'E', 'R', 'E', '\r', '\n'});
    image.putShort((short) 1).putShort((short) 64).putInt(total);
    image.putInt(48, parts.size());
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      image.position(64 + 16 * i);
      image.put(part.type.getBytes(UTF_8)).putInt(part.flags).putInt(offset);
      image.putInt(part.content.length);
      image.position(offset);
      image.put(part.content);
      offset += (part.content.length + 7) / 8 * 8;
    }
    return sealed(image.array());
  }

  /** The same bytes with a hash that fits them. */
  static byte[] sealed(byte[] image) {
    byte[] hash = ImageFormat.hash(image, 48);
    System.arraycopy(hash, 0, image, 16, hash.length);
    return image;
  }
}
