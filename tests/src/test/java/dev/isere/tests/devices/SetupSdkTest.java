// Adopts a checkout of Zephyr, and fetches a compiler over an unreliable network.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.isere.tests.support.Child;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** `isere setup --zephyr`: no Python packages, no git. */
class SetupSdkTest {
  private Machine machine;
  private FakeUpstream upstream;
  private Path zephyr;

  private void prepare(String name) throws IOException {
    machine = new Machine("setup-sdk/" + name);
    upstream = new FakeUpstream(machine);
    upstream.makeSdk();
    zephyr = machine.folder().resolve("work/zephyr");
    Files.createDirectories(zephyr.resolve("share/zephyr-package/cmake"));
    Files.writeString(zephyr.resolve("share/zephyr-package/cmake/ZephyrConfig.cmake"), "");
    Files.writeString(
        zephyr.resolve("VERSION"), "VERSION_MAJOR = 4\nVERSION_MINOR = 3\nPATCHLEVEL = 0\n");
    Path west = zephyr.resolveSibling(".west");
    machine.program("west", "mkdir -p " + west + " && echo \"$*\" >" + west.resolve("config"));
  }

  private Child setup(String mirror) throws IOException {
    return machine.isere(
        "setup", "--yes", "--zephyr", zephyr.toString(), "--compiler", "sdk", "--mirror", mirror);
  }

  private boolean isReady() {
    return Files.exists(machine.workspace().resolve("setup.yaml"));
  }

  private static void says(Child child, int code, String line) throws IOException {
    assertEquals(code, child.await(), child.output());
    assertTrue(child.err().contains(line), child.output());
  }

  @Test
  void adoptsACheckoutAndMakesItAWorkspace() throws IOException {
    prepare("adopt");
    Child child = setup(upstream.url());
    assertEquals(0, child.await(), child.output());
    Path config = zephyr.resolveSibling(".west/config");
    assertEquals("init -l " + zephyr + "\n", Files.readString(config));
    String state = Files.readString(machine.workspace().resolve("setup.yaml"));
    assertTrue(state.contains("zephyr: '" + zephyr + "'"), state);
    assertFalse(Files.exists(machine.workspace().resolve("venv")));
  }

  @Test
  void usesACompilerThatIsThere() throws IOException {
    prepare("gnuarmemb");
    Path compiler = machine.program("usr/bin/arm-none-eabi-gcc", "echo 12.2.0");
    machine.with("PATH", compiler.getParent() + ":" + machine.programs() + ":/usr/bin:/bin");
    Child child = machine.isere("setup", "--zephyr", zephyr.toString());
    assertEquals(0, child.await(), child.output());
    String state = Files.readString(machine.workspace().resolve("setup.yaml"));
    assertTrue(state.contains("toolchain: '" + machine.programs().resolve("usr") + "'"), state);
    assertTrue(state.contains("variant: 'gnuarmemb'"), state);
  }

  @Test
  void fetchesNothingUnasked() throws IOException {
    prepare("unasked");
    Child child = machine.isere("setup", "--zephyr", zephyr.toString(), "--compiler", "sdk");
    says(child, 2, "error: nothing is fetched unasked, and there is nobody to ask");
    assertTrue(child.output().contains("Zephyr SDK 0.17.4, the compiler for ARM: about 110 MB"));
    assertFalse(Files.exists(machine.workspace()));
  }

  @Test
  void printsTheCommandsAndRunsNone() throws IOException {
    prepare("dry-run");
    Child child =
        machine.isere("setup", "--zephyr", zephyr.toString(), "--compiler", "sdk", "--dry-run");
    assertEquals(0, child.await(), child.output());
    assertEquals(machine.programs() + "/west init -l " + zephyr, child.out().get(0));
    assertEquals(2, child.out().stream().filter(line -> line.startsWith("curl -L -o ")).count());
    assertEquals(2, child.out().stream().filter(line -> line.contains("-m tarfile -e")).count());
    assertFalse(Files.exists(zephyr.resolveSibling(".west")));
    assertFalse(Files.exists(machine.workspace()));
  }

  @Test
  void refusesAnArchiveWithAnotherHash() throws IOException {
    prepare("hash");
    String file = upstream.archives().get(1);
    Files.write(upstream.folder().resolve(file), new byte[] {0}, StandardOpenOption.APPEND);
    says(setup(upstream.url()), 1, "error: this is not the file that was published: " + file);
    assertFalse(isReady());
    assertFalse(Files.exists(machine.workspace().resolve("downloads").resolve(file)));
    assertFalse(Files.exists(machine.workspace().resolve("downloads").resolve(file + ".part")));
  }

  @Test
  void saysWhichArchiveAMirrorLacks() throws IOException {
    prepare("lacks");
    String file = upstream.archives().get(0);
    Files.delete(upstream.folder().resolve(file));
    Child child = setup(upstream.url());
    assertEquals(3, child.await(), child.output());
    assertTrue(
        child.err().stream()
            .anyMatch(l -> l.startsWith("error: cannot fetch " + file + ": there is no ")),
        child.output());
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    prepare("nobody");
    String file = upstream.archives().get(0);
    says(setup("http://127.0.0.1:1"), 3, "error: cannot fetch " + file + ": nobody answers there");
  }

  /** Serves the mirror; cuts answers short and notes from which byte each was asked for. */
  private final class Server implements AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile long limit;
    private volatile boolean knowsRanges = true;

    Server(long limit) throws IOException {
      this.limit = limit;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
      Path file = upstream.folder().resolve(exchange.getRequestURI().getPath().substring(1));
      String range = exchange.getRequestHeaders().getFirst("Range");
      asked.add(file.getFileName() + " " + range);
      int from = range == null || !knowsRanges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      byte[] all = Files.readAllBytes(file);
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, all.length - from);
      int count = (int) Math.min(limit, all.length - from);
      exchange.getResponseBody().write(all, from, count);
      exchange.getResponseBody().flush();
      // Closed without the rest, the connection ends in the middle.
      exchange.close();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Test
  void goesOnWhereADownloadWasCutOff() throws IOException {
    prepare("cut-off");
    String file = upstream.archives().get(0);
    try (Server server = new Server(100)) {
      Child child = setup(server.url());
      assertEquals(3, child.await(), child.output());
      assertTrue(child.output().contains("error: cannot fetch " + file), child.output());
      assertEquals(
          100, Files.size(machine.workspace().resolve("downloads").resolve(file + ".part")));
      server.limit = Long.MAX_VALUE;
      Child again = setup(server.url());
      assertEquals(0, again.await(), again.output());
      assertEquals(List.of(file + " null", file + " bytes=100-"), server.asked.subList(0, 2));
    }
  }

  @Test
  void beginsAnewWithAServerThatKnowsNoRanges() throws IOException {
    prepare("no-ranges");
    try (Server server = new Server(100)) {
      assertEquals(3, setup(server.url()).await());
      server.limit = Long.MAX_VALUE;
      server.knowsRanges = false;
      Child again = setup(server.url());
      assertEquals(0, again.await(), again.output());
    }
  }

  @Test
  void beginsAnewWhenWhatWasThereIsAnotherFile() throws IOException {
    prepare("other-part");
    String file = upstream.archives().get(0);
    Path downloads = Files.createDirectories(machine.workspace().resolve("downloads"));
    Files.write(downloads.resolve(file + ".part"), new byte[50]);
    try (Server server = new Server(Long.MAX_VALUE)) {
      Child child = setup(server.url());
      assertEquals(0, child.await(), child.output());
      assertEquals(List.of(file + " bytes=50-", file + " null"), server.asked.subList(0, 2));
    }
  }

  @Test
  void refusesAFolderThatCannotBeWritten() throws IOException {
    prepare("in-the-way");
    Files.createDirectories(machine.folder().resolve("data"));
    Files.writeString(machine.folder().resolve("data/isere"), "a file\n");
    Child child = setup(upstream.url());
    assertEquals(3, child.await(), child.output());
    assertTrue(child.output().contains("error: cannot write to "), child.output());
    assertTrue(child.output().contains("export XDG_DATA_HOME=/a/folder"), child.output());
  }

  @Test
  void refusesToBeginOnADiskThatIsTooFull() throws IOException {
    prepare("too-full");
    assumeTrue(machine.canMount(), "this machine lets nobody mount a small disk");
    Path data = Files.createDirectories(machine.folder().resolve("data"));
    Child child =
        machine.isereInNamespace(
            "mount -t tmpfs -o size=1m none " + data,
            "setup",
            "--yes",
            "--compiler",
            "sdk",
            "--zephyr",
            zephyr.toString());
    assertEquals(3, child.await(), child.output());
    assertTrue(
        child.output().contains("error: the disk is too full: 800 MB are needed, "),
        child.output());
  }

  @Test
  void oneSetupAtATimeWorksInAFolder() throws IOException {
    prepare("two");
    Files.createDirectories(machine.workspace());
    try (FileChannel channel =
            FileChannel.open(
                machine.workspace().resolve(".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertTrue(lock.isValid());
      says(
          setup(upstream.url()),
          1,
          "error: another `isere setup` is at work in " + machine.workspace());
    }
  }
}
