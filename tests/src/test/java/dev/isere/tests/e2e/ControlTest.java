// Control messages: replacing a function while clients are served.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/control-messages.md, spoken with a runtime as its parent does. */
class ControlTest {
  private static final byte[] GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII);

  private static byte[] answers(String letter) throws IOException {
    return image(letter, "export const handler = () => ({ body: '" + letter + "' })");
  }

  private static byte[] image(String name, String source) throws IOException {
    Path folder = Cli.emptyFolder("control-" + name);
    Path handler = Files.writeString(folder.resolve("handler.js"), source);
    return Files.readAllBytes(ImageBuilder.build(handler, Map.of("name", name), false));
  }

  private static Run start(byte[] image, String... more) throws IOException {
    Path file = Files.createTempFile(Files.createDirectories(Home.work("control")), "f", ".isere");
    Files.write(file, image);
    List<String> command = new ArrayList<>(List.of(Home.runtime().toString(), file.toString()));
    command.addAll(List.of("--port", "0", "--log-format", "json", "--control"));
    command.addAll(List.of(more));
    return Run.await(new Child(new ProcessBuilder(command)));
  }

  private static byte[] message(char type, int id, byte[] content) {
    return ByteBuffer.allocate(12 + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {'I', 'S', 1, (byte) type})
        .putInt(id)
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static void send(Run run, byte[] bytes) throws IOException {
    OutputStream in = run.child().process().getOutputStream();
    in.write(bytes);
    in.flush();
  }

  private static String state(Run run, int id, String state) {
    String start = "{\"control\":" + id + ",\"state\":\"" + state + "\"";
    return run.child().awaitErr(line -> line.startsWith(start));
  }

  private static String answer(Run run) throws IOException {
    try (Wire client = new Wire(run.address())) {
      client.send(GET);
      return client.read("GET").text();
    }
  }

  private static void end(Run run) throws IOException {
    run.child().process().getOutputStream().close();
    assertEquals(0, run.child().await(), run.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void noRequestAndNoConnectionIsLost(String contexts) throws Exception {
    List<byte[]> images = List.of(answers("a"), answers("b"), slow());
    try (Run run = start(images.get(0), "--option", "js.contexts=" + contexts)) {
      AtomicBoolean stop = new AtomicBoolean();
      List<CompletableFuture<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(CompletableFuture.supplyAsync(() -> keepAsking(run, stop)));
      }
      for (int id = 1; id <= 20; id++) {
        send(run, message('F', id, images.get(id % 3)));
        state(run, id, "replaced");
      }
      stop.set(true);
      for (CompletableFuture<Integer> client : clients) {
        assertTrue(client.get() > 0);
      }
      end(run);
    }
  }

  private static byte[] slow() throws IOException {
    return image(
        "slow",
        "export const handler = () => new Promise((r) => setTimeout(() => r({ body: 'c' }), 20))");
  }

  /** One connection; each request is answered on it. */
  private static int keepAsking(Run run, AtomicBoolean stop) {
    int count = 0;
    try (Wire client = new Wire(run.address())) {
      for (; !stop.get(); count++) {
        client.send(GET);
        Response response = client.read("GET");
        assertEquals(200, response.status());
        assertTrue("abc".contains(response.text()), response.text());
      }
      return count;
    } catch (IOException e) {
      throw new AssertionError("after " + count + " requests\n" + run.output(), e);
    }
  }

  @Test
  void replacedFunctionAndControlOutliveTheProcess() throws Exception {
    try (Run run = start(answers("a"))) {
      send(run, message('F', 1, answers("b")));
      state(run, 1, "replaced");
      ProcessHandle child = run.child().process().children().findAny().orElseThrow();
      Child.signal(child.pid(), "KILL");
      child.onExit().join();
      assertEquals("b", answer(run));
      send(run, message('F', 2, answers("c")));
      state(run, 2, "replaced");
      assertEquals("c", answer(run));
      end(run);
    }
  }

  /** An answer waits for its reader longer than the watchdog does for a sign of life. */
  @Test
  void readerWhoIsLateLosesNoAnswerAndNoProcess() throws Exception {
    byte[] loud =
        image("loud", "export const handler = () => console.log('x'.repeat(2e5)) ?? 'loud'");
    Path file = Files.createDirectories(Home.work("control")).resolve("loud.isere");
    Files.write(file, loud);
    List<String> command = new ArrayList<>(List.of(Home.runtime().toString(), file.toString()));
    command.addAll(List.of("--port", "0", "--control", "--option", "server.watchdog_ms=300"));
    Process process = new ProcessBuilder(command).start();
    try {
      BufferedReader out =
          new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
      int port = URI.create(out.readLine().replace("listening on ", "")).getPort();
      // What the function logs fills the pipe.
      try (Wire client = new Wire(new InetSocketAddress("127.0.0.1", port))) {
        client.send(GET);
        assertEquals("loud", client.read("GET").text());
      }
      long child = process.children().findAny().orElseThrow().pid();
      process.getOutputStream().write(message('M', 7, new byte[0]));
      process.getOutputStream().flush();
      Thread.sleep(1500);
      assertEquals(List.of(child), process.children().map(ProcessHandle::pid).toList());
      process.getOutputStream().close();
      String said = new String(process.getErrorStream().readAllBytes(), US_ASCII);
      assertTrue(said.contains("{\"control\":7,\"state\":\"memory\""), said);
      assertEquals(0, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void functionThatDoesNotLoadChangesNothing() throws Exception {
    try (Run run = start(answers("a"))) {
      send(
          run,
          message(
              'F',
              1,
              image("throws", "export const handler = () => 1\nthrow new Error('no settings')")));
      assertTrue(state(run, 1, "refused").contains("\"reason\":\"JavaScript threw"), run.output());
      List<String> log = run.child().err();
      int loading = log.indexOf("{\"control\":1,\"state\":\"loading\"}");
      assertTrue(log.get(loading + 1).contains("Error: no settings\\n    at"), run.output());
      assertTrue(log.get(loading + 2).contains("refused"), run.output());
      assertEquals("a", answer(run));
      send(run, message('F', 2, answers("b")));
      state(run, 2, "replaced");
      assertEquals("b", answer(run));
      end(run);
    }
  }

  @Test
  void imageThatIsNoneIsRefused() throws Exception {
    try (Run run = start(answers("a"))) {
      byte[] broken = answers("b");
      broken[broken.length - 9] ^= 1;
      send(run, message('F', 1, broken));
      assertTrue(state(run, 1, "refused").contains("does not match its SHA-256"), run.output());
      send(run, message('F', 2, new byte[0]));
      assertTrue(state(run, 2, "refused").contains("too short"), run.output());
      send(run, message('F', 3, new byte[(16 << 20) + 1]));
      assertTrue(state(run, 3, "refused").contains("larger than 16 MB"), run.output());
      send(run, message('?', 4, new byte[5000]));
      assertTrue(state(run, 4, "refused").contains("type"), run.output());
      assertEquals("a", answer(run));
      end(run);
    }
  }

  @Test
  void tellsWhoseRequestsAreWhoseAndHowMuchMemoryThereIs() throws Exception {
    try (Run run = start(answers("a"))) {
      assertTrue(state(run, 0, "serving").matches(".*\"requests\":\"[0-9a-f]{8}\"}"), run.output());
      send(run, message('M', 7, new byte[0]));
      String memory = state(run, 7, "memory");
      assertTrue(memory.matches(".*,\"used\":\\d{5,},\"peak\":\\d+,\"limit\":67108864,.*"), memory);
      end(run);
    }
  }

  @Test
  void messagesMayComeInAnyPieces() throws Exception {
    byte[] message = message('F', 1, answers("b"));
    try (Run run = start(answers("a"))) {
      for (byte b : message) {
        send(run, new byte[] {b});
      }
      state(run, 1, "replaced");
      byte[] two = ByteBuffer.allocate(message.length * 2).put(message).put(message).array();
      two[message.length + 4] = 2;
      send(run, two);
      state(run, 2, "replaced");
      end(run);
    }
  }

  @Test
  void endOfInputEndsTheRuntimeWhereverItComes() throws Exception {
    byte[] message = message('F', 1, answers("b"));
    for (int length : new int[] {0, 1, 11, 12, 100, message.length - 1, message.length}) {
      try (Run run = start(answers("a"))) {
        send(run, java.util.Arrays.copyOf(message, length));
        end(run);
      }
    }
  }

  @Test
  void whatIsNoMessageEndsTheRuntime() throws Exception {
    try (Run run = start(answers("a"))) {
      send(run, "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      assertEquals(0, run.child().await(), run.output());
      assertTrue(run.output().contains("is no control message"), run.output());
    }
  }

  @Test
  void requestsAreLogged() throws Exception {
    try (Run run = start(answers("a"), "--log-requests")) {
      assertEquals("a", answer(run));
      String line = run.child().awaitErr(text -> text.contains("GET / 200"));
      assertTrue(
          line.matches(".*\"GET / 200, 1 bytes in \\d+ us, heap \\d+ bytes\"}"), run.output());
      end(run);
    }
  }
}
