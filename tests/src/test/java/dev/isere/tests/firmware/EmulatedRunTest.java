// isere run on a board that only pretends: a small server with a board's console.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.PosixTarget;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatedRunTest {
  private static Child start(FakeZephyr fake, String... more) throws IOException {
    String[] arguments = new String[more.length + 5];
    List<String> first = List.of("run", "--board", "native_sim", "--port", "0");
    System.arraycopy(first.toArray(), 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return fake.isere(arguments);
  }

  private static InetSocketAddress address(Child child) {
    return PosixTarget.address(child.awaitOut(PosixTarget::saysListening));
  }

  private static void serves(InetSocketAddress address) throws IOException {
    try (Wire wire = new Wire(address)) {
      wire.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(wire.readToEnd(), StandardCharsets.US_ASCII);
      assertTrue(answer.endsWith("pretended ISLO"), answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void servesUntilItIsTold(String signal) throws IOException {
    FakeZephyr fake = new FakeZephyr("run");
    try (Child child = start(fake)) {
      InetSocketAddress address = address(child);
      serves(address);
      child.awaitErr(line -> line.equals("info [5f0c2a11-00000007] a request"));
      assertTrue(child.err().contains("warn the clock is not set"), child.output());
      assertEquals(1, child.out().size(), child.output());
      // A trace is told in terms of the function's own file.
      child.awaitErr(line -> line.equals("    at handler (handler.js:1:30)"));
      assertTrue(child.err().contains(" 1 | export const handler = () => 'one'"), child.output());
      ProcessHandle board = board(child);
      child.signal(signal);
      assertEquals(0, child.await(), child.output());
      assertFalse(board.isAlive(), "the board outlived the command");
      assertFalse(child.output().contains("error: "), child.output());
    }
  }

  private static ProcessHandle board(Child child) {
    return child
        .process()
        .descendants()
        .filter(p -> p.info().commandLine().orElse("").contains("--flash="))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void aBoardDoesNotOutliveACommandThatIsKilled() throws IOException, InterruptedException {
    FakeZephyr fake = new FakeZephyr("run-killed");
    try (Child child = start(fake)) {
      address(child);
      ProcessHandle board = board(child);
      child.signal("KILL");
      for (int i = 0; i < 500 && board.isAlive(); i++) {
        Thread.sleep(20);
      }
      assertFalse(board.isAlive(), "the board outlived the command");
    }
  }

  @Test
  void saysWhenTheEmulatorEnds() throws IOException {
    FakeZephyr fake = new FakeZephyr("run-ends");
    Files.writeString(
        fake.folder().resolve("zephyr.exe"), "#!/bin/sh\necho 'cannot map the flash'\nexit 7\n");
    Child child = start(fake);
    assertEquals(1, child.await(), child.output());
    assertTrue(child.err().contains("cannot map the flash"), child.output());
    assertTrue(
        child.err().contains("error: the emulator ended by itself (exit code 7)"), child.output());
  }

  @Test
  void namesAnEmulatorThatIsMissing() throws IOException {
    FakeZephyr fake = new FakeZephyr("run-missing");
    String yaml = Files.readString(fake.folder().resolve("home/boards/native_sim/board.yaml"));
    fake.write(
        "home/boards/native_sim/board.yaml",
        yaml.replace("run: [\"{firmware}\",", "run: [no-such-emulator, \"{firmware}\","));
    Child child = start(fake);
    assertEquals(3, child.await(), child.output());
    assertTrue(Cli.err(child).contains("error: no-such-emulator is missing"), child.output());
  }

  @Test
  void saysWhyTheEmulatorOfAnRp2040CannotBeFetchedBeforeItBuilds() throws IOException {
    FakeZephyr fake = new FakeZephyr("run-fetch");
    Path node = fake.folder().resolve("bin/node");
    Files.writeString(node, "#!/bin/sh\necho v20.0.0\n");
    assertTrue(node.toFile().setExecutable(true));
    fake.write(
        "home/emulator/rp2040/fetch.py",
        """
        import sys
        print("error: npm is missing", file=sys.stderr)
        print("help: sudo apt-get install npm", file=sys.stderr)
        sys.exit(3)
        """);
    Child child = fake.isere("run", "--board", "pico", "--port", "0");
    assertEquals(3, child.await(), child.output());
    List<String> said = Cli.err(child);
    assertTrue(said.contains("error: npm is missing"), child.output());
    assertTrue(said.contains("help: sudo apt-get install npm"), child.output());
    assertEquals(List.of(), fake.calls());
  }

  @Test
  void namesAPortThatIsTakenBeforeItBuilds() throws IOException {
    FakeZephyr fake = new FakeZephyr("run-port");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      Child child = fake.isere("run", "--board", "native_sim", "--port", port);
      assertEquals(1, child.await(), child.output());
      assertEquals("error: port " + port + " on 127.0.0.1 is in use", Cli.err(child).get(0));
      assertEquals(List.of(), fake.calls());
    }
  }

  @Test
  void refusesABoardOfSilicon() throws IOException {
    FakeZephyr fake = new FakeZephyr("run-silicon");
    Child child = fake.isere("run", "--board", "pico2");
    assertEquals(2, child.await(), child.output());
    assertEquals("error: `pico2` does not run on this machine", Cli.err(child).get(0));
    assertEquals(List.of(), fake.calls());
  }
}
