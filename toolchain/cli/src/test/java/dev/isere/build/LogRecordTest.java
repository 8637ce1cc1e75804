/*
 * Tests of reading the runtime's log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogRecordTest {
  @Test
  void readsARecordOfARequest() {
    LogRecord entry =
        LogRecord.parse("{\"level\":\"warn\",\"requestId\":\"a-1\",\"message\":\"x\\ny\"}")
            .orElseThrow();
    assertEquals(new LogRecord("warn", Optional.of("a-1"), "x\ny"), entry);
    assertEquals("warn [a-1] x\ny", entry.toString());
  }

  @Test
  void readsARecordOfNoRequest() {
    LogRecord entry = LogRecord.parse("{\"level\":\"info\",\"message\":\"up\"}").orElseThrow();
    assertEquals("info up", entry.toString());
  }

  @Test
  void leavesOtherLinesAlone() {
    assertEquals(Optional.empty(), LogRecord.parse("error: port 80 is in use"));
    assertEquals(Optional.empty(), LogRecord.parse("{\"level\":\"info\""));
    assertEquals(Optional.empty(), LogRecord.parse("{\"level\":1}"));
    assertEquals(Optional.empty(), LogRecord.parse(""));
  }
}
