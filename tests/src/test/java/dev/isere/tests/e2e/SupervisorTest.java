// A runtime that dies or hangs in native code is started afresh with the same function.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The process that serves is a child of the one that was started; a signal stands for a fault (not
 * SIGSEGV, which AddressSanitizer takes and makes an exit code of), and a stopped process for one
 * that hangs.
 */
class SupervisorTest {
  private static final String HANDLER =
      "let calls = 0\nexport const handler = () => String(++calls)\n";

  private static Path image;

  @BeforeAll
  static void build() throws IOException {
    Path folder = Cli.emptyFolder("supervised");
    Path handler = folder.resolve("handler.js");
    Files.writeString(handler, HANDLER);
    image = ImageBuilder.build(handler, Map.of("name", "supervised"), false);
  }

  private static Run start(Path image, int watchdogMs) throws IOException {
    List<String> command = new ArrayList<>(List.of(Home.runtime().toString(), image.toString()));
    command.addAll(List.of("--port", "0", "--option", "server.watchdog_ms=" + watchdogMs));
    return Run.await(new Child(new ProcessBuilder(command)));
  }

  private static ProcessHandle serving(Run run) {
    List<ProcessHandle> children = run.child().process().children().toList();
    assertEquals(1, children.size(), run.output());
    return children.get(0);
  }

  /**
   * The body of the answer on a connection of its own, which waits while nobody serves. A function
   * that is paused is asked again.
   */
  private static String get(Run run) throws IOException {
    while (true) {
      try (Wire wire = new Wire(run.address())) {
        wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Response response = wire.read("GET");
        if (response.status() == 200) {
          return response.text();
        }
        assertEquals(503, response.status());
        assertTrue(response.text().contains("the runtime died of signal"), response.text());
      }
    }
  }

  private static void end(Run run) throws IOException {
    assertEquals(0, run.stop("TERM"), run.output());
  }

  @Test
  void deadRuntimeIsReplaced() throws IOException {
    try (Run run = start(image, 10_000)) {
      assertEquals("1", get(run));
      assertEquals("2", get(run));
      for (int i = 0; i < 3; i++) {
        ProcessHandle child = serving(run);
        Child.signal(child.pid(), "ABRT");
        child.onExit().join();
        assertEquals("1", get(run));
        assertNotEquals(child.pid(), serving(run).pid());
      }
      long said =
          run.child().err().stream()
              .filter(l -> l.endsWith("died of signal 6; starting it afresh"))
              .count();
      assertEquals(3, said, run.output());
      assertEquals(1, run.child().out().size(), run.output());
      end(run);
    }
  }

  @Test
  void functionIsTheSameThoughItsFileIsNot() throws IOException {
    Path copy = Cli.emptyFolder("supervised-copy").resolve("function.isere");
    Files.copy(image, copy);
    try (Run run = start(copy, 10_000)) {
      assertEquals("1", get(run));
      Files.writeString(copy, "not an image any more");
      ProcessHandle child = serving(run);
      Child.signal(child.pid(), "KILL");
      child.onExit().join();
      assertEquals("1", get(run));
      end(run);
    }
  }

  @Test
  void runtimeDoesNotOutliveWhoeverWatches() throws IOException {
    try (Run run = start(image, 10_000)) {
      ProcessHandle child = serving(run);
      run.child().process().destroyForcibly();
      child.onExit().orTimeout(Wire.PATIENCE_MS, TimeUnit.MILLISECONDS).join();
    }
  }

  @Test
  void nobodyWatchesWhenNobodyIsWanted() throws IOException {
    try (Run run = start(image, 0)) {
      assertEquals("1", get(run));
      assertEquals(List.of(), run.child().process().children().toList());
      end(run);
    }
  }

  @Test
  void runtimeThatDiesBeforeItServesIsNotStartedAgain() throws IOException {
    Path handler = Cli.emptyFolder("supervised-start").resolve("handler.js");
    Files.writeString(handler, "for (;;);\nexport const handler = () => 1\n");
    Path endless = ImageBuilder.build(handler, Map.of("name", "endless"), false);
    List<String> command = List.of(Home.runtime().toString(), endless.toString(), "--port", "0");
    Child child = new Child(new ProcessBuilder(command));
    while (child.process().children().findAny().isEmpty() && child.process().isAlive()) {
      Thread.onSpinWait();
    }
    Child.signal(child.process().children().findAny().orElseThrow().pid(), "KILL");
    assertEquals(128 + 9, child.await(), child.output());
    assertEquals(List.of(), child.out());
  }
}
