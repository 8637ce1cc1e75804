// What `isere build --board native` makes runs without the project.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The executable and the image, and what the executable refuses. */
class NativeBuildTest {

  private static Path build(String name, String... more) throws IOException {
    Path out = Cli.emptyFolder("build-" + name);
    String[] start = {"build", "examples/hello", "--board", "native", "-o", out.toString()};
    String[] all = Arrays.copyOf(start, start.length + more.length);
    System.arraycopy(more, 0, all, start.length, more.length);
    try (Child build = Cli.start(Home.root(), all)) {
      assertEquals(0, build.await(), build.output());
    }
    return out;
  }

  /** Runs the executable in its folder with an empty environment: no PATH, no Java. */
  private static Child serve(Path folder, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("./isere-runtime").directory(folder.toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    return new Child(builder);
  }

  @Test
  void servesWithoutAJvm() throws IOException {
    Path out = build("serves");
    try (Run run = Run.await(serve(out, "function.isere", "--port", "0"))) {
      hello(run);
      assertEquals(0, run.stop("TERM"), run.output());
    }
  }

  @Test
  void servesSourceText() throws IOException {
    Path out = build("source", "--source");
    try (Run run = Run.await(serve(out, "function.isere", "--port", "0"))) {
      hello(run);
      assertEquals(0, run.stop("INT"), run.output());
    }
  }

  @Test
  void sameInputGivesTheSameImage() throws IOException {
    byte[] first = Files.readAllBytes(build("first").resolve("function.isere"));
    byte[] second = Files.readAllBytes(build("second").resolve("function.isere"));
    assertTrue(Arrays.equals(first, second), "two builds differ");
  }

  @Test
  void carriesTheLicencesOfWhatItIsMadeOf() throws IOException {
    String licences = Files.readString(build("licences").resolve("LICENSES.txt"));
    for (String owner : List.of("Apache License", "Fabrice Bellard", "Fedor Indutny")) {
      assertTrue(licences.contains(owner), owner + " is missing");
    }
  }

  private static void hello(Run run) throws IOException {
    try (Wire wire = new Wire(run.address())) {
      wire.send("GET /there HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals("{\"hello\":\"/there\"}", wire.read("GET").text());
    }
  }

  @Test
  void servesOnIpv6() throws IOException {
    Path out = build("ipv6");
    try (Run run = Run.await(serve(out, "function.isere", "--port", "0", "--host", "::1"))) {
      hello(run);
    }
  }

  @Test
  void endlessRecursionUnderASmallStackIsAnError() throws IOException {
    Path folder = Cli.emptyFolder("small-stack");
    Path handler = folder.resolve("handler.js");
    Files.writeString(
        handler,
        "const deeper = () => deeper() + 1\n"
            + "export const handler = (e) => e.path === '/deep' ? deeper() : 'fine'\n");
    Path image = ImageBuilder.build(handler, Map.of("name", "deep"), false);
    String command = "ulimit -S -s 256; exec \"$0\" \"$1\" --port 0";
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command, Home.runtime().toString(), image.toString());
    try (Run run = Run.await(new Child(builder));
        Wire wire = new Wire(run.address())) {
      wire.send("GET /deep HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals(500, wire.read("GET").status(), run.output());
      wire.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals("fine", wire.read("GET").text(), run.output());
    }
  }

  @Test
  void corruptImageIsRefused() throws IOException {
    Path out = build("corrupt");
    byte[] image = Files.readAllBytes(out.resolve("function.isere"));
    image[image.length / 2] ^= 1;
    Files.write(out.resolve("function.isere"), image);
    refused(serve(out, "function.isere", "--port", "0"), "does not match its SHA-256");
  }

  @Test
  void truncatedImageIsRefused() throws IOException {
    Path out = build("truncated");
    byte[] image = Files.readAllBytes(out.resolve("function.isere"));
    Files.write(out.resolve("function.isere"), Arrays.copyOf(image, image.length - 8));
    refused(serve(out, "function.isere", "--port", "0"), "bytes long, but there are");
  }

  @Test
  void missingImageIsRefused() throws IOException {
    refused(serve(build("missing"), "nothing.isere", "--port", "0"), "nothing.isere");
  }

  @Test
  void folderAsImageIsRefused() throws IOException {
    refused(serve(build("folder"), ".", "--port", "0"), ".");
  }

  @Test
  void portInUseIsAnError() throws IOException {
    Path out = build("port");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      refused(serve(out, "function.isere", "--port", port), port);
      try (Child run = Cli.start(Home.root(), "run", "examples/hello", "--port", port)) {
        assertEquals(1, run.await(), run.output());
        String first = Cli.err(run).get(0);
        assertTrue(first.startsWith("error: port " + port), run.output());
        assertTrue(run.output().contains("--port 0"), run.output());
      }
    }
  }

  @Test
  void unknownOptionIsAnError() throws IOException {
    Path out = build("usage");
    try (Child run = serve(out, "function.isere", "--prot", "0")) {
      assertEquals(2, run.await(), run.output());
    }
    try (Child run = serve(out)) {
      assertEquals(2, run.await(), run.output());
    }
  }

  private static void refused(Child runtime, String reason) throws IOException {
    assertEquals(1, runtime.await(), runtime.output());
    assertEquals(List.of(), runtime.out());
    assertTrue(runtime.err().get(0).startsWith("error: "), runtime.output());
    assertTrue(runtime.output().contains(reason), runtime.output());
  }
}
