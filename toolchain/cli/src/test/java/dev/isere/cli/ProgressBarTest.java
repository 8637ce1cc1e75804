/*
 * Tests of progress on a terminal, and where there is none.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.diagnostic.Diagnostic;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Screen screen(boolean terminal) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Screen(stream, stream, terminal);
  }

  private String shown() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsHowMuchIsDone() {
    assertEquals("[                        ]   0% a", ProgressBar.line(0, 3, "a"));
    assertEquals("[========                ]  33% a", ProgressBar.line(1, 3, "a"));
    assertEquals("[========================] 100% a", ProgressBar.line(4, 3, "a"));
    assertEquals("a", ProgressBar.line(7, 0, "a"));
  }

  @Test
  void fitsIntoALineWithoutControlCharacters() {
    assertEquals(79, ProgressBar.line(1, 2, "x".repeat(200)).length());
    assertEquals("\\x1b[2J", ProgressBar.line(0, 0, "\u001b[2J"));
  }

  @Test
  void takesTheProgressAwayBeforeALineOfTalk() {
    Screen screen = screen(true);
    screen.progress("50%");
    screen.say("done");
    screen.say("bye");
    assertEquals("\r\u001b[K50%\r\u001b[Kdone\nbye\n", shown());
  }

  @Test
  void takesTheProgressAwayBeforeAnError() {
    Screen screen = screen(true);
    screen.progress("50%");
    screen.show(List.of(Diagnostic.error("no")));
    assertEquals(0, shown().indexOf("\r\u001b[K50%\r\u001b[K\u001b[1;31merror:"));
  }

  @Test
  void showsNoProgressWhereThereIsNoTerminal() {
    Screen screen = screen(false);
    screen.progress("50%");
    screen.say("done");
    assertEquals("done\n", shown());
  }
}
