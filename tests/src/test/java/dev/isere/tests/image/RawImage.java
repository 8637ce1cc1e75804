// Function images written by the letter of docs/function-image.md, to be spoiled afterwards.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * An image under construction. Deliberately not dev.isere.image.ImageWriter: that one refuses to
 * write what a reader would refuse, and a fault that writer and reader share would stay unseen.
 */
final class RawImage {
  static final int HEADER = 64;
  static final int ENTRY = 16;
  static final int CRITICAL = 1;

  private final List<Section> sections = new ArrayList<>();

  private record Section(byte[] type, int flags, byte[] content) {}

  /** Appends a section of four characters of type. */
  RawImage section(String type, int flags, byte[] content) {
    sections.add(new Section(type.getBytes(StandardCharsets.ISO_8859_1), flags, content));
    return this;
  }

  /** The image, its hash right. */
  byte[] bytes() {
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    int start = HEADER + ENTRY * sections.size();
    ByteBuffer table = buffer(ENTRY * sections.size());
    for (Section section : sections) {
      table.put(section.type).putInt(section.flags);
      table.putInt(start + contents.size()).putInt(section.content.length);
      contents.writeBytes(section.content);
      pad(contents, 8);
    }
    ByteBuffer image = buffer(start + contents.size());
    image.put(new byte[] {(byte) 0x89, 'I', 'S', 'E', 'R', 'E', '\r', '\n'});
    image.putShort((short) 1).putShort((short) HEADER).putInt(image.capacity());
    image.putInt(48, sections.size());
    image.position(HEADER);
    image.put(table.array()).put(contents.toByteArray());
    return rehash(image.array());
  }

  /** Puts the right hash into an image, whatever else is wrong with it. */
  static byte[] rehash(byte[] image) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(image, 48, image.length - 48);
      System.arraycopy(sha256.digest(), 0, image, 16, 32);
      return image;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A record of a table section. */
  static byte[] entry(byte[] key, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        buffer(8).putShort((short) key.length).putShort((short) 0).putInt(value.length).array());
    out.writeBytes(key);
    out.writeBytes(value);
    pad(out, 4);
    return out.toByteArray();
  }

  /** A record whose value is text. */
  static byte[] entry(String key, String value) {
    return entry(utf8(key), utf8(value));
  }

  /** A record whose value is an integer. */
  static byte[] entry(String key, long value) {
    return entry(utf8(key), buffer(8).putLong(value).array());
  }

  /** Pieces one behind the other. */
  static byte[] join(byte[]... pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      out.writeBytes(piece);
    }
    return out.toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void pad(ByteArrayOutputStream out, int unit) {
    while (out.size() % unit != 0) {
      out.write(0);
    }
  }
}
