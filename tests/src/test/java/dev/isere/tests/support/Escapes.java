// Text that stands for exact bytes.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The escapes of transcripts: {@code \r \n \t \0 \\ \xHH}, and <code>\{TEXT*N}</code> for N times
 * TEXT (escapes in it count). Every other character has to be printable ASCII.
 */
public final class Escapes {
  private static final int SHOWN = 2000;

  private Escapes() {}

  /** The bytes that {@code text} stands for. */
  public static byte[] bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c < 0x20 || c > 0x7e) {
        throw new IllegalArgumentException(
            "write " + String.format("\\x%02X", (int) c) + " for a byte outside of ASCII");
      }
      at = c == '\\' ? escape(text, at + 1, out) : plain(c, at, out);
    }
    return out.toByteArray();
  }

  private static int plain(char c, int at, ByteArrayOutputStream out) {
    out.write(c);
    return at + 1;
  }

  private static int escape(String text, int at, ByteArrayOutputStream out) {
    char kind = at < text.length() ? text.charAt(at) : ' ';
    switch (kind) {
      case 'r' -> out.write('\r');
      case 'n' -> out.write('\n');
      case 't' -> out.write('\t');
      case '0' -> out.write(0);
      case '\\' -> out.write('\\');
      case 'x' -> {
        out.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
        return at + 3;
      }
      case '{' -> {
        int end = text.indexOf('}', at);
        int star = text.lastIndexOf('*', end);
        out.writeBytes(
            repeat(text.substring(at + 1, star), Integer.parseInt(text.substring(star + 1, end))));
        return end + 1;
      }
      default -> throw new IllegalArgumentException("unknown escape \\" + kind);
    }
    return at + 1;
  }

  private static byte[] repeat(String text, int times) {
    byte[] once = bytes(text);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      out.writeBytes(once);
    }
    return out.toByteArray();
  }

  /** {@code bytes} as text to look at; the reverse of {@link #bytes}. */
  public static String show(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      int c = b & 0xff;
      switch (c) {
        case '\r' -> out.append("\\r");
        case '\n' -> out.append("\\n");
        case '\\' -> out.append("\\\\");
        default -> out.append(c < 0x20 || c > 0x7e ? String.format("\\x%02X", c) : (char) c);
      }
      if (out.length() > SHOWN) {
        return out.append("... ").append(bytes.length).append(" bytes").toString();
      }
    }
    return out.toString();
  }

  /**
   * {@code text} as UTF-8 bytes, each as the character of its number: comparable with {@link
   * Response#text}.
   */
  public static String wire(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
