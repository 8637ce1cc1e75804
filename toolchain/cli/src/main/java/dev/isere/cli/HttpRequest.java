/*
 * One HTTP request of isere invoke.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One HTTP request.
 *
 * @param method a token (RFC 9110, section 9.1)
 * @param target path and query, encoded
 * @param headers in the order they are sent
 * @param body empty for none
 */
record HttpRequest(String method, String target, List<HttpHeader> headers, Optional<byte[]> body) {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern TARGET = Pattern.compile("[!-~]+");

  /**
   * Checks what cannot be sent as one request.
   *
   * @throws IsereException (exit code 2)
   */
  HttpRequest {
    headers = List.copyOf(headers);
    if (!isToken(method)) {
      throw unusable("`" + method + "` cannot be a method");
    }
    if (!TARGET.matcher(target).matches()) {
      throw unusable("`" + target + "` cannot be sent as a request target");
    }
    for (HttpHeader header : headers) {
      if (!isToken(header.name())) {
        throw unusable("`" + header.name() + "` cannot be a header's name");
      }
      if (header.value().chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
        throw unusable("the value of header `" + header.name() + "` holds a line end or a NUL");
      }
    }
  }

  static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  /** Whether a header of that name is among them. */
  boolean has(String name) {
    return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
  }

  private static IsereException unusable(String message) {
    return IsereException.usage(Diagnostic.error(message));
  }
}
