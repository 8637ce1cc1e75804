/*
 * A response in the runtime's log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A response in the runtime's log, as {@code --log-requests} has it written.
 *
 * @param target of the request, with its query; ? when it was not understood
 * @param tookMicros from the complete request to the response
 * @param detail why the server itself refused the request; empty when the function answered
 */
public record AccessRecord(
    String method,
    String target,
    int status,
    long bodyBytes,
    long tookMicros,
    long heapBytes,
    String detail) {
  private static final Pattern LINE =
      Pattern.compile(
          "(\\S+) (\\S+) (\\d{3}), (\\d{1,18}) bytes in (\\d{1,18}) us,"
              + " heap (\\d{1,18}) bytes(?:: (.*))?");

  /**
   * Reads a record of the log.
   *
   * @return empty for one of another kind
   */
  public static Optional<AccessRecord> of(LogRecord entry) {
    if (!entry.level().equals("info") || entry.requestId().isPresent()) {
      return Optional.empty();
    }
    Matcher line = LINE.matcher(entry.message());
    return line.matches()
        ? Optional.of(
            new AccessRecord(
                line.group(1),
                line.group(2),
                Integer.parseInt(line.group(3)),
                Long.parseLong(line.group(4)),
                Long.parseLong(line.group(5)),
                Long.parseLong(line.group(6)),
                Optional.ofNullable(line.group(7)).orElse("")))
        : Optional.empty();
  }
}
