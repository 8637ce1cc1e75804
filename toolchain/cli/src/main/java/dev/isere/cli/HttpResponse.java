/*
 * One HTTP response of isere invoke.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One HTTP response.
 *
 * @param status 200 to 599
 * @param reason may be empty
 * @param headers as they came
 * @param body decoded from its transfer coding
 */
record HttpResponse(int status, String reason, List<HttpHeader> headers, byte[] body) {
  private static final int FIRST_SERVER_ERROR = 500;

  HttpResponse {
    headers = List.copyOf(headers);
  }

  /** Whether the server says that it failed (RFC 9110, section 15.6). */
  boolean isServerError() {
    return status >= FIRST_SERVER_ERROR;
  }

  /** The value of the first header of a name. */
  static Optional<String> find(List<HttpHeader> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(header -> header.value().toLowerCase(Locale.ROOT))
        .findFirst();
  }
}
