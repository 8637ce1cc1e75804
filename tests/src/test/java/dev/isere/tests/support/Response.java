// One HTTP response as it came off the wire.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A response, parsed strictly.
 *
 * @param headers in the order they came, names as they came
 */
public record Response(int status, String reason, List<Header> headers, byte[] body) {
  /** One header field. */
  public record Header(String name, String value) {
    @Override
    public String toString() {
      return name + ": " + value;
    }
  }

  /** The values of a header, in order. */
  public List<String> all(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  /**
   * The body, each byte as the character of its number, so that nothing is lost in a comparison.
   */
  public String text() {
    return new String(body, StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder().append(status).append(' ').append(reason).append('\n');
    headers.forEach(h -> out.append(h).append('\n'));
    return out.append('\n').append(Escapes.show(body)).toString();
  }
}
