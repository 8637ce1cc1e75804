/*
 * Encodes paths and queries.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Encodes paths and queries (RFC 3986). */
final class RequestTarget {
  private static final String UNRESERVED = "-._~";
  private static final String PATH_EXTRA = UNRESERVED + "!$&'()*+,;=:@/";

  private RequestTarget() {}

  /** A decoded path, as in {@code event.path}, encoded: even a percent sign stands for itself. */
  static String encodePath(String path) {
    return encode(path, PATH_EXTRA);
  }

  /** A target as a person types it: only what cannot stand in a request line is encoded. */
  static String encodeTyped(String target) {
    StringBuilder out = new StringBuilder();
    for (byte b : target.getBytes(UTF_8)) {
      append(out, b, b > ' ' && b < 0x7f && b != '#');
    }
    return out.toString();
  }

  /** A query of decoded names and values. */
  static String encodeQuery(Map<String, List<String>> query) {
    List<String> pairs = new ArrayList<>();
    query.forEach(
        (name, values) ->
            values.forEach(
                value -> pairs.add(encode(name, UNRESERVED) + "=" + encode(value, UNRESERVED))));
    return String.join("&", pairs);
  }

  private static String encode(String text, String extra) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      boolean alphanumeric =
          (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
      append(out, b, alphanumeric || (b > 0 && extra.indexOf(b) >= 0));
    }
    return out.toString();
  }

  private static void append(StringBuilder out, byte b, boolean asItIs) {
    if (asItIs) {
      out.append((char) b);
    } else {
      out.append('%');
      out.append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)));
      out.append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
    }
  }
}
