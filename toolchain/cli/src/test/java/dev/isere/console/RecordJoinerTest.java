/*
 * Tests of joining a trace's lines.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecordJoinerTest {
  private static List<String> joined(String... lines) {
    List<String> records = new ArrayList<>();
    try (RecordJoiner joiner = new RecordJoiner(records::add)) {
      for (String line : lines) {
        joiner.accept(line);
      }
    }
    return records;
  }

  @Test
  void joinsFramesToTheLineAboveThem() {
    assertEquals(
        List.of("info one", "error two\n    at a (b:1:2)\n    at c (d:3:4)", "", "info three"),
        joined("info one", "error two", "    at a (b:1:2)", "    at c (d:3:4)", "", "info three"));
  }

  @Test
  void framesAloneAreARecordToo() {
    assertEquals(List.of("    at a (b:1:2)"), joined("    at a (b:1:2)"));
  }

  @Test
  void noRecordGrowsWithoutAnEnd() {
    String[] lines = Collections.nCopies(250, "    at a (b:1:2)").toArray(new String[0]);
    assertEquals(3, joined(lines).size());
  }

  /** The last line of a board that says no more is shown all the same. */
  @Test
  void doesNotWaitForWhatDoesNotCome() throws InterruptedException {
    BlockingQueue<String> records = new LinkedBlockingQueue<>();
    try (RecordJoiner joiner = new RecordJoiner(records::add)) {
      joiner.accept("info the last");
      assertEquals("info the last", records.poll(30, TimeUnit.SECONDS));
    }
    assertEquals(0, records.size());
  }
}
