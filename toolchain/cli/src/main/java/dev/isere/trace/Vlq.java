/*
 * Base64 VLQ numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;

/**
 * Reads the numbers of a source map's mappings (ECMA-426, section 4.2): base64 digits of five bits
 * each, the lowest first, the sixth bit saying that more follow, the lowest bit of all the sign.
 */
final class Vlq {
  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final int MAX_BITS = 31;

  private final String text;
  private int at;

  Vlq(String text) {
    this.text = text;
  }

  /** Whether a number begins here; between them stand commas and semicolons. */
  boolean hasNumber() {
    return at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ';';
  }

  boolean atEnd() {
    return at == text.length();
  }

  /** Takes a comma or a semicolon. */
  char separator() {
    return text.charAt(at++);
  }

  /**
   * Takes a number.
   *
   * @throws MalformedMapException if there is none, or it is larger than 31 bits
   */
  int number() throws MalformedMapException {
    long value = 0;
    for (int shift = 0; ; shift += 5) {
      int digit = hasNumber() ? DIGITS.indexOf(text.charAt(at)) : -1;
      if (digit < 0 || shift > MAX_BITS) {
        throw new MalformedMapException("mappings: a wrong number at character " + (at + 1));
      }
      at++;
      value |= (long) (digit & 31) << shift;
      if (digit < 32) {
        break;
      }
    }
    long magnitude = value >>> 1;
    if (magnitude > Integer.MAX_VALUE) {
      throw new MalformedMapException("mappings: too large a number before character " + at);
    }
    return (int) ((value & 1) == 0 ? magnitude : -magnitude);
  }
}
