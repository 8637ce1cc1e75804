/*
 * The numbers of the function image format, version 1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/** The numbers of docs/function-image.md. Offsets and sizes in bytes. */
final class ImageFormat {
  static final byte[] MAGIC = {(byte) 0x89, 'I', 'S', 'E', 'R', 'E', '\r', '\n'};
  static final int FORMAT_VERSION = 1;
  static final int HEADER_BYTES = 64;
  static final int TOTAL_LENGTH_AT = 12;
  static final int HASH_AT = 16;
  static final int HASHED_FROM = 48;
  static final int SECTION_COUNT_AT = 48;
  static final int RESERVED_AT = 52;
  static final int SECTION_ENTRY_BYTES = 16;
  static final int MAX_SECTIONS = 16;
  static final int SECTION_ALIGNMENT = 8;
  static final int RECORD_HEADER_BYTES = 8;
  static final int RECORD_ALIGNMENT = 4;
  static final int MAX_RECORDS = 256;
  static final int MAX_KEY_BYTES = 255;
  static final int MAX_SHORT_TEXT_BYTES = 63;
  static final int FLAG_CRITICAL = 1;

  static final String REQS = "REQS";
  static final String META = "META";
  static final String ENVV = "ENVV";
  static final String LIMS = "LIMS";
  static final String CODE = "CODE";
  static final String SRCE = "SRCE";

  /** The flags that each known section has. */
  static final Map<String, Integer> KNOWN_FLAGS =
      Map.of(
          REQS,
          FLAG_CRITICAL,
          META,
          0,
          ENVV,
          FLAG_CRITICAL,
          LIMS,
          FLAG_CRITICAL,
          CODE,
          FLAG_CRITICAL,
          SRCE,
          FLAG_CRITICAL);

  private ImageFormat() {}

  /** SHA-256 of {@code bytes} from an offset to the end. */
  static byte[] hash(byte[] bytes, int from) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, from, bytes.length - from);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static int roundUp(int n, int unit) {
    return Math.addExact(n, unit - 1) / unit * unit;
  }

  /** Orders keys by their bytes, unsigned. */
  static int compareKeys(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b);
  }
}
