// One record of a runtime's log.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record, as the posix port writes it with {@code --log-format json}.
 *
 * @param requestId empty when the record belongs to no request
 */
public record LogRecord(String level, String requestId, String text) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TEXT =
      Pattern.compile("(error|warn|info|debug|trace)(?: \\[([0-9a-f]{8}-[0-9a-f]{8})\\])? (.*)");

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

  /**
   * The records in what a board wrote to its console. A line that begins none goes on with the one
   * before it; without one it is {@code stray}.
   */
  public static List<LogRecord> parseText(List<String> lines) {
    List<LogRecord> records = new ArrayList<>();
    for (String line : lines) {
      Matcher found = TEXT.matcher(line);
      if (found.matches()) {
        String id = found.group(2);
        records.add(new LogRecord(found.group(1), id == null ? "" : id, found.group(3)));
      } else if (records.isEmpty()) {
        records.add(new LogRecord("stray", "", line));
      } else {
        LogRecord last = records.remove(records.size() - 1);
        records.add(new LogRecord(last.level(), last.requestId(), last.text() + "\n" + line));
      }
    }
    return records;
  }
}
