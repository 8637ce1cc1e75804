// One record of a runtime's log.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * A record, as the posix port writes it with {@code --log-format json}.
 *
 * @param requestId empty when the record belongs to no request
 */
public record LogRecord(String level, String requestId, String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The records in what a runtime wrote. A line that is none is a record too, of level {@code
   * stray}: it is a fault.
   */
  public static List<LogRecord> parse(List<String> lines) {
    List<LogRecord> records = new ArrayList<>();
    for (String line : lines) {
      try {
        JsonNode node = JSON.readTree(line);
        records.add(
            new LogRecord(
                node.path("level").asText("stray"),
                node.path("requestId").asText(""),
                node.path("message").asText(line)));
      } catch (JsonProcessingException e) {
        records.add(new LogRecord("stray", "", line));
      }
    }
    return records;
  }
}
