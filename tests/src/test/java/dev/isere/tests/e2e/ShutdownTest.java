// Being told to stop, and losing one's parent.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGINT and SIGTERM finish what runs and exit 0; a runtime does not outlive the command line. */
class ShutdownTest {
  /** Says that it was called, and answers later. */
  private static final String HANDLER =
      """
      export const handler = ({ query }) => {
        console.log('called')
        return new Promise((resolve) => setTimeout(resolve, Number(query.ms), { body: 'late' }))
      }
      """;

  private static final int LATE_MS = 700;

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void runFinishesWhatIsInFlight(String signal) throws Exception {
    try (Run run = Run.start(handler().toString())) {
      finishesWhatIsInFlight(run, signal);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void runtimeFinishesWhatIsInFlight(String signal) throws Exception {
    try (Run run = runtime()) {
      finishesWhatIsInFlight(run, signal);
    }
  }

  private static Path handler() throws IOException {
    return Files.writeString(Cli.emptyFolder("shutdown").resolve("handler.js"), HANDLER);
  }

  private static Run runtime() throws IOException {
    Path image = ImageBuilder.build(handler(), Map.of("name", "late"), false);
    return Run.await(
        new Child(new ProcessBuilder(Home.runtime().toString(), image.toString(), "--port", "0")));
  }

  /** Sends a request that the function answers after so long, and waits until it has it. */
  private static void call(Run run, Wire busy, int ms) throws IOException {
    String request = "GET /?ms=" + ms + " HTTP/1.1\r\nHost: a\r\n\r\n";
    busy.send(request.getBytes(StandardCharsets.US_ASCII));
    run.child().awaitErr(line -> line.contains("called"));
  }

  private static void finishesWhatIsInFlight(Run run, String signal) throws Exception {
    try (Wire idle = new Wire(run.address());
        Wire busy = new Wire(run.address())) {
      call(run, busy, LATE_MS);
      run.child().signal(signal);
      Response response = busy.read("GET");
      assertEquals(200, response.status());
      assertEquals("late", response.text());
      assertEquals(0, busy.readToEnd().length, "the connection is closed after it");
      assertEquals(0, idle.readToEnd().length, "an idle one is closed");
    }
    assertEquals(0, run.child().await(), run.output());
    assertRefused(run.address());
  }

  /** Service managers and pkill send it to both. */
  @Test
  void sameSignalToTheWatchedRuntimeCountsOnce() throws Exception {
    try (Run run = runtime();
        Wire busy = new Wire(run.address())) {
      call(run, busy, LATE_MS);
      List<ProcessHandle> watched = run.child().process().children().toList();
      assertEquals(1, watched.size(), run.output());
      run.child().signal("TERM");
      Thread.sleep(100);
      Child.signal(watched.get(0).pid(), "TERM");
      assertEquals(200, busy.read("GET").status());
      assertEquals(0, run.child().await(), run.output());
    }
  }

  @Test
  void watchedRuntimeAloneFinishesToo() throws Exception {
    try (Run run = runtime();
        Wire busy = new Wire(run.address())) {
      call(run, busy, LATE_MS);
      Child.signal(run.child().process().children().toList().get(0).pid(), "TERM");
      assertEquals(200, busy.read("GET").status());
      assertEquals(0, run.child().await(), run.output());
    }
  }

  @Test
  void secondSignalDoesNotWait() throws Exception {
    try (Run run = runtime();
        Wire busy = new Wire(run.address())) {
      call(run, busy, 5000);
      long start = System.nanoTime();
      run.child().signal("TERM");
      Thread.sleep(200);
      run.child().signal("TERM");
      run.child().await();
      assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 4000, "it waited");
    }
  }

  @Test
  void drainHasALimit() throws Exception {
    try (Run run = Run.start(handler().toString(), "--option", "server.drain_timeout_ms=300");
        Wire busy = new Wire(run.address())) {
      call(run, busy, 5000);
      long start = System.nanoTime();
      assertEquals(0, run.stop("TERM"), run.output());
      assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 4000, "it waited");
    }
  }

  @Test
  void killedCommandLineTakesItsRuntimeAlong() throws Exception {
    try (Run run = Run.start("examples/hello")) {
      Optional<ProcessHandle> runtime =
          run.child().process().descendants().filter(p -> isRuntime(p)).findFirst();
      assertTrue(runtime.isPresent(), "no child is the runtime");
      run.child().signal("KILL");
      for (int i = 0; i < 500 && runtime.get().isAlive(); i++) {
        Thread.sleep(20);
      }
      boolean outlived = runtime.get().isAlive();
      runtime.get().destroyForcibly();
      assertTrue(!outlived, "the runtime outlived its parent");
      assertRefused(run.address());
    }
  }

  /** Itself, or Valgrind with it. */
  private static boolean isRuntime(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("isere-runtime ");
  }

  private static void assertRefused(InetSocketAddress address) {
    assertThrows(IOException.class, () -> new Wire(address).close());
  }
}
