// Being told to stop, and losing one's parent.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
  private static final byte[] SLOW =
      "GET /?ms=700 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void runFinishesWhatIsInFlight(String signal) throws Exception {
    try (Run run = Run.start("examples/async")) {
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

  private static Run runtime() throws IOException {
    Path handler = Home.root().resolve("examples/async/handler.js");
    Path image = ImageBuilder.build(handler, Map.of("name", "async"), false);
    return Run.await(
        new Child(new ProcessBuilder(Home.runtime().toString(), image.toString(), "--port", "0")));
  }

  private static void finishesWhatIsInFlight(Run run, String signal) throws Exception {
    try (Wire idle = new Wire(run.address());
        Wire busy = new Wire(run.address())) {
      busy.send(SLOW);
      Thread.sleep(200);
      run.child().signal(signal);
      Response response = busy.read("GET");
      assertEquals(200, response.status());
      assertTrue(response.text().contains("\"asked\":700"), response.text());
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
      busy.send(SLOW);
      Thread.sleep(200);
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
      busy.send(SLOW);
      Thread.sleep(200);
      Child.signal(run.child().process().children().toList().get(0).pid(), "TERM");
      assertEquals(200, busy.read("GET").status());
      assertEquals(0, run.child().await(), run.output());
    }
  }

  @Test
  void secondSignalDoesNotWait() throws Exception {
    try (Run run = runtime();
        Wire busy = new Wire(run.address())) {
      busy.send("GET /?ms=5000 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Thread.sleep(200);
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
    try (Run run = Run.start("examples/async", "--option", "server.drain_timeout_ms=300");
        Wire busy = new Wire(run.address())) {
      busy.send("GET /?ms=5000 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Thread.sleep(200);
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
