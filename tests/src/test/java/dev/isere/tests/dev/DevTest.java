// isere dev: saves, broken saves, keys, ends.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.PosixTarget;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code isere dev} without a terminal: a person's editor at one end, a client at the other. */
class DevTest {
  private static final String HANDLER =
      """
      import { word } from './word'
      export const handler = async (event) => {
        if (event.query.ms) await new Promise((done) => setTimeout(done, Number(event.query.ms)))
        return { body: word + (process.env.MARK ?? '') }
      }
      """;

  /** A running {@code isere dev}, its folder, and one connection that is kept. */
  private record Dev(Path folder, Child child, InetSocketAddress address, Wire wire)
      implements AutoCloseable {

    static Dev start(String name, String... more) throws IOException {
      return start(name, Home.runtime(), more);
    }

    /** With another runtime, which finds the real one in RUNTIME. */
    static Dev start(String name, Path runtime, String... more) throws IOException {
      Path folder = Cli.emptyFolder(name);
      write(folder, "handler.js", HANDLER);
      write(folder, "word.js", "export const word = 'one'\n");
      List<String> arguments = new ArrayList<>(List.of("dev", "--port", "0"));
      arguments.addAll(List.of(more));
      Map<String, String> environment =
          Map.of(
              "RUNTIME",
              Home.runtime().toString(),
              "JAVA_TOOL_OPTIONS",
              "-Disere.runtime=" + runtime);
      Child child = Cli.start(folder, environment, arguments.toArray(new String[0]));
      try {
        InetSocketAddress address = PosixTarget.address(child.awaitOut(PosixTarget::saysListening));
        return new Dev(folder, child, address, new Wire(address));
      } catch (AssertionError e) {
        child.close();
        throw e;
      }
    }

    static void write(Path folder, String file, String text) throws IOException {
      Files.writeString(folder.resolve(file), text);
    }

    void save(String file, String text) throws IOException {
      write(folder, file, text);
    }

    /** Saves, and waits until the line is said that fits. */
    void save(String file, String text, String said) throws IOException {
      int before = child.err().size();
      save(file, text);
      await(said, before);
    }

    /** Waits for a line behind so many. */
    void await(String said, int before) {
      child.awaitErr(
          line -> {
            List<String> lines = child.err();
            return lines.subList(Math.min(before, lines.size()), lines.size()).stream()
                .anyMatch(it -> it.contains(said));
          });
    }

    /** The body of a GET on the connection that is kept. */
    String get(String target) throws IOException {
      ask(wire, target);
      Response response = wire.read("GET");
      assertEquals(200, response.status(), child.output());
      return response.text();
    }

    /** A file may be seen half written; what is there in the end counts. */
    void answers(String expected) throws IOException {
      long until = System.nanoTime() + 1_000_000L * Wire.PATIENCE_MS;
      String body = get("/");
      while (!body.equals(expected) && System.nanoTime() < until) {
        body = get("/");
      }
      assertEquals(expected, body, child.output());
    }

    ProcessHandle runtime() {
      return child
          .process()
          .descendants()
          .filter(it -> it.info().command().orElse("").endsWith("isere-runtime"))
          .findFirst()
          .orElseThrow();
    }

    static void ask(Wire wire, String target) {
      String request = "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
      wire.send(request.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
      wire.close();
      child.close();
    }
  }

  @Test
  void savesReachTheNextRequestOfTheSameConnection() throws Exception {
    try (Dev dev = Dev.start("dev-saves")) {
      dev.answers("one");
      dev.save("word.js", "export const word = 'two'\n", "reloaded in ");
      dev.answers("two");
      dev.save("handler.js", HANDLER.replace("word +", "'three' +"), "reloaded in ");
      dev.answers("three");
    }
  }

  @Test
  void requestInFlightIsFinishedByTheFunctionItBeganWith() throws Exception {
    try (Dev dev = Dev.start("dev-in-flight");
        Wire slow = new Wire(dev.address())) {
      Dev.ask(slow, "/?ms=1500");
      dev.get("/");
      dev.save("word.js", "export const word = 'two'\n", "reloaded in ");
      dev.answers("two");
      assertEquals("one", slow.read("GET").text());
    }
  }

  @Test
  void brokenSaveIsShownAndKeepsTheFunctionBeforeIt() throws Exception {
    try (Dev dev = Dev.start("dev-broken")) {
      dev.save("word.js", "export const word = \n", "the function before it goes on serving");
      assertTrue(Cli.err(dev.child()).contains("  --> word.js:1:19"), dev.child().output());
      dev.answers("one");
      dev.save("word.js", "export const word = 'one'\n", "mended");
      dev.save(
          "word.js",
          "const unset = undefined\nexport const word = unset.length\n",
          "the function before it goes on serving");
      assertTrue(Cli.err(dev.child()).contains("  --> word.js:2:27"), dev.child().output());
      dev.answers("one");
      dev.save("word.js", "export const word = 'two'\n", "mended, reloaded in ");
      dev.answers("two");
    }
  }

  @Test
  void errorOfACallIsShownWhereItIsAndTheClientSeesNoStack() throws Exception {
    try (Dev dev = Dev.start("dev-error")) {
      dev.save(
          "word.js",
          "const fail = () => {\n  throw new TypeError('so')\n}\nexport const word = { toString: fail }\n",
          "reloaded in ");
      Dev.ask(dev.wire(), "/");
      Response response = dev.wire().read("GET");
      assertEquals(500, response.status());
      assertFalse(response.text().contains("word.js"), response.text());
      dev.child().awaitErr(line -> line.equals("  --> word.js:2:13"));
      dev.child().awaitErr(line -> line.equals(" 2 |   throw new TypeError('so')"));
    }
  }

  @Test
  void configurationIsWatchedToo() throws Exception {
    try (Dev dev = Dev.start("dev-config")) {
      dev.save("isere.yaml", "env: { MARK: '!' }\n", "reloaded in ");
      dev.answers("one!");
      dev.save(
          "isere.yaml", "env: { MARK: '!' }\nheap: 1\n", "the function before it goes on serving");
      dev.answers("one!");
      dev.save(
          "isere.yaml",
          "env: { MARK: '?' }\njs: { heap_bytes: 1048576 }\n",
          "isere.yaml: mended, restarted with other limits in ");
      try (Wire wire = new Wire(dev.address())) {
        Dev.ask(wire, "/");
        assertEquals("one?", wire.read("GET").text(), "on the same port");
      }
    }
  }

  /**
   * With other limits it takes another process: the one before serves until that is known to start.
   */
  @Test
  void functionThatDoesNotStartWithOtherLimitsLeavesTheOneBefore() throws Exception {
    try (Dev dev = Dev.start("dev-restart-fails")) {
      dev.save(
          "word.js",
          "const kept = new Array(20000).fill(0)\nexport const word = 'big' + kept[0]\n",
          "reloaded");
      dev.save(
          "isere.yaml", "js: { heap_bytes: 131072 }\n", "the function before it goes on serving");
      dev.answers("big0");
      dev.save(
          "isere.yaml", "js: { heap_bytes: 1048576 }\n", "mended, restarted with other limits in ");
      try (Wire wire = new Wire(dev.address())) {
        Dev.ask(wire, "/");
        assertEquals("big0", wire.read("GET").text(), "on the same port");
      }
    }
  }

  /** The end of a runtime is told while another is being started: it is not the other's. */
  @Test
  void endOfARuntimeIsNotTakenForThatOfTheNext() throws Exception {
    try (Dev dev = Dev.start("dev-restart-ended")) {
      ProcessHandle runtime = dev.runtime();
      int before = dev.child().err().size();
      dev.save("word.js", "export const word = ['two'" + ", 1".repeat(150_000) + "][0]\n");
      dev.save("isere.yaml", "js: { heap_bytes: 67108864, stack_bytes: 131072 }\n");
      Thread.sleep(150);
      runtime.destroyForcibly();
      dev.await("restarted with other limits in ", before);
      before = dev.child().err().size();
      dev.save("word.js", "export const word = 'three'\n", "reloaded in ");
      try (Wire wire = new Wire(dev.address())) {
        Dev.ask(wire, "/");
        assertEquals("three", wire.read("GET").text());
      }
    }
  }

  /**
   * A stand-in for the runtime: when the file {@code take} is there, the next one that is to get a
   * port that it names finds another program on it, which stays until {@code take} is gone.
   */
  private static final String BESIEGED =
      """
      #!/bin/sh
      case " $* " in
        *' --port 0 '*) exec "$RUNTIME" "$@" ;;
      esac
      if [ -f take ] && [ ! -f taken ]; then
        python3 -c '
      import os, socket, sys, time
      with socket.socket() as taken:
          taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
          taken.bind(("127.0.0.1", int(sys.argv[1])))
          taken.listen()
          open("taken", "w").close()
          for _ in range(6000):
              if os.path.exists("take"):
                  time.sleep(0.01)
      os.remove("taken")' "$5" >/dev/null 2>&1 </dev/null &
        while [ ! -f taken ]; do sleep 0.01; done
      fi
      exec "$RUNTIME" "$@"
      """;

  /** Between the runtime before and the one with other limits the port is free for a moment. */
  @Test
  void portThatIsLostBetweenTwoRuntimesIsSaidAndTakenBackWhenItIsFree() throws Exception {
    Path runtime = Cli.emptyFolder("dev-port-lost-runtime").resolve("isere-runtime");
    Files.writeString(runtime, BESIEGED);
    assertTrue(runtime.toFile().setExecutable(true));
    try (Dev dev = Dev.start("dev-port-lost", runtime)) {
      Path take = Files.createFile(dev.folder().resolve("take"));
      dev.save(
          "isere.yaml", "js: { heap_bytes: 1048576 }\n", "nothing is served until it is mended");
      int port = dev.address().getPort();
      List<String> said = Cli.err(dev.child());
      assertTrue(said.contains("error: port " + port + " on 127.0.0.1 is in use"), said::toString);
      assertTrue(said.toString().contains("let go of its port"), said::toString);
      dev.save("word.js", "export const word = 'two'\n", "nothing is served until it is mended");
      Files.delete(take);
      while (Files.exists(dev.folder().resolve("taken"))) {
        Thread.sleep(10);
      }
      int before = dev.child().out().size();
      dev.save("word.js", "export const word = 'three'\n");
      for (int i = 0; i < 1000 && dev.child().out().size() == before; i++) {
        Thread.sleep(10);
      }
      try (Wire wire = new Wire(dev.address())) {
        Dev.ask(wire, "/");
        assertEquals("three", wire.read("GET").text(), "on the same port");
      }
    }
  }

  @Test
  void missingImportIsAwaited() throws Exception {
    try (Dev dev = Dev.start("dev-missing")) {
      dev.save(
          "handler.js",
          "import { more } from './lib/more'\nexport const handler = () => more\n",
          "the function before it goes on serving");
      Files.createDirectory(dev.folder().resolve("lib"));
      dev.save("lib/more.ts", "export const more: string = 'more'\n", "mended, reloaded in ");
      dev.answers("more");
      dev.save("lib/more.ts", "export const more: string = 'most'\n", "reloaded in ");
      dev.answers("most");
    }
  }

  /** A busy machine may come between two saves, which are two then: it gets more than one try. */
  @Test
  void filesThatAreSavedTogetherAreNamedTogether() throws Exception {
    for (String[] more : new String[][] {{}, {"--poll"}}) {
      try (Dev dev = Dev.start("dev-together" + more.length, more)) {
        String reloaded = "";
        for (int i = 0; i < 5 && !reloaded.startsWith("handler.js and 2 more: "); i++) {
          int before = dev.child().err().size();
          dev.save("isere.yaml", "env: { MARK: '" + i + "' }\n");
          dev.save("word.js", "export const word = 'word" + i + "'\n");
          dev.save("handler.js", HANDLER.replace("word +", "word + '!' +"));
          dev.await("reloaded in ", before);
          reloaded = dev.child().err().get(before);
          dev.answers("word" + i + "!" + i);
          Thread.sleep(100);
        }
        assertTrue(reloaded.startsWith("handler.js and 2 more: "), dev.child().output());
      }
    }
  }

  /** How editors save: a new file in place of the old one; the old one away, and a new one. */
  @Test
  void saveThatReplacesTheFileIsNoticed() throws Exception {
    try (Dev dev = Dev.start("dev-editors")) {
      int before = dev.child().err().size();
      Path part = dev.folder().resolve("word.js~");
      Files.writeString(part, "export const word = 'two'\n");
      Files.move(part, dev.folder().resolve("word.js"), StandardCopyOption.ATOMIC_MOVE);
      dev.await("reloaded in ", before);
      dev.answers("two");
      before = dev.child().err().size();
      Files.delete(dev.folder().resolve("word.js"));
      Files.writeString(dev.folder().resolve("word.js"), "export const word = 'three'\n");
      dev.await("reloaded in ", before);
      dev.answers("three");
    }
  }

  @Test
  void pollingNoticesSavesToo() throws Exception {
    try (Dev dev = Dev.start("dev-poll", "--poll")) {
      dev.save("word.js", "export const word = 'two'\n", "reloaded in ");
      dev.answers("two");
    }
  }

  @Test
  void oneTidyLineForARequestAndNoColourWithoutATerminal() throws Exception {
    try (Dev dev = Dev.start("dev-lines")) {
      dev.get("/a?b=%20c");
      String line = dev.child().awaitErr(it -> it.startsWith("GET "));
      assertTrue(line.matches("GET    /a\\?b=%20c +200 +[0-9.]+ ms +[0-9]+ KB"), "`" + line + "`");
      assertFalse(dev.child().output().contains("\u001b"), dev.child().output());
      assertFalse(dev.child().output().contains("keys:"), dev.child().output());
    }
  }

  @Test
  void startsBrokenAndServesOnceItIsMended() throws Exception {
    Path folder = Cli.emptyFolder("dev-starts-broken");
    Dev.write(folder, "handler.js", "export const handler = () => {\n");
    try (Child child = Cli.start(folder, "dev", "--port", "0")) {
      child.awaitErr(line -> line.equals("help: nothing is served until it is mended"));
      Dev.write(folder, "handler.js", "export const handler = () => 'well'\n");
      InetSocketAddress address = PosixTarget.address(child.awaitOut(PosixTarget::saysListening));
      try (Wire wire = new Wire(address)) {
        Dev.ask(wire, "/");
        assertEquals("well", wire.read("GET").text());
      }
    }
  }

  @Test
  void portThatIsTakenIsSaidOnce() throws Exception {
    try (Dev dev = Dev.start("dev-port")) {
      String port = Integer.toString(dev.address().getPort());
      try (Child second = Cli.start(dev.folder(), "dev", "--port", port)) {
        assertEquals(1, second.await(), second.output());
        assertTrue(Cli.err(second).get(0).startsWith("error: "), second.output());
        assertTrue(second.output().contains("in use"), second.output());
      }
    }
  }

  /** However it ends, nothing goes on serving. */
  @Test
  void runtimeDoesNotOutliveIt() throws Exception {
    for (String signal : List.of("INT", "TERM", "HUP", "KILL")) {
      try (Dev dev = Dev.start("dev-ends-" + signal)) {
        ProcessHandle runtime = dev.runtime();
        dev.child().signal(signal);
        int code = dev.child().await();
        assertEquals(signal.equals("KILL") ? 137 : 0, code, signal + "\n" + dev.child().output());
        runtime.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
      }
    }
  }
}
