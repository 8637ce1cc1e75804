// What a reader does who follows a document from top to bottom.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder, a shell in it, and at most one server in another terminal. */
final class Session implements AutoCloseable {
  private static final String SHOWN_ADDRESS = "(127\\.0\\.0\\.1|localhost):8080";

  private final Path folder;
  private final Path bin;
  private Path here;
  private Server server;

  /** A server in another terminal, and what the document shows of it. */
  private record Server(Child child, String address, boolean watches, List<String> shown) {}

  Session(Path folder) throws IOException {
    this.folder = folder;
    this.here = folder;
    this.bin = Files.createDirectory(folder.resolve(".bin"));
    Files.createSymbolicLink(bin.resolve("isere"), Home.root().resolve("isere"));
    // What it says of its progress is no terminal's business here, nor is a proxy.
    Path curl = Files.writeString(bin.resolve("curl"), "#!/bin/sh\nexec " + real("curl") + "\n");
    curl.toFile().setExecutable(true);
    copy(Home.root().resolve("examples"), folder.resolve("examples"));
    Files.createSymbolicLink(folder.resolve("isere"), Home.root().resolve("isere"));
  }

  private static String real(String program) {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .map(it -> Path.of(it, program))
        .filter(Files::isExecutable)
        .findFirst()
        .map(path -> path + " -sS --noproxy '*' --max-time 30 \"$@\"")
        .orElseThrow();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  /**
   * Saves a file; a server that watches has taken it when this returns. Nobody watches the tests.
   */
  void save(String name, String text) throws IOException {
    Path file = here.resolve(name);
    Files.createDirectories(file.getParent());
    int before = server == null ? 0 : server.child().err().size();
    // At once, as an editor does it: nobody sees half of it.
    Path part = Files.writeString(folder.resolve(".part"), text);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    if (server != null && server.watches() && !name.startsWith("tests/")) {
      awaitNews(before, name);
    }
  }

  private void awaitNews(int before, String name) {
    int[] seen = {0};
    server.child().awaitErr(line -> seen[0]++ >= before && line.contains(name));
  }

  /** Runs commands one after the other. */
  void run(Block block) throws IOException {
    for (Screen.Step step : Screen.steps(block)) {
      Path place = folder.resolve(".here");
      String script = step.command() + "\ncode=$?\npwd >'" + place + "'\nexit $code\n";
      Child child = start(script, true);
      int code = child.await();
      here = Path.of(Files.readString(place).strip());
      check(step, child.out(), block.is("chip"));
      assertEquals(step.fails(), code != 0, "$ " + step.command() + "\nexit code " + code);
    }
  }

  private void check(Screen.Step step, List<String> said, boolean anyFigures) {
    if (!Screen.fits(step.shown(), said, folder, anyFigures)) {
      // Not alike: this shows where.
      assertEquals(String.join("\n", step.shown()), String.join("\n", said), "$ " + step.command());
    }
  }

  /** Starts a server; what it is to show is looked at when it is ended. */
  void serve(Block block) throws IOException {
    stop();
    Screen.Step step = Screen.steps(block).get(0);
    String command = step.command().replace(" --port 8080", "") + " --port 0";
    Child child = start("exec " + command, false);
    String listening = child.awaitOut(line -> line.startsWith("listening on http://"));
    String address = listening.substring("listening on http://".length());
    server = new Server(child, address, command.contains(" dev"), step.shown());
  }

  private Child start(String script, boolean together) throws IOException {
    String address = server == null ? "127.0.0.1:8080" : server.address();
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", script.replaceAll(SHOWN_ADDRESS, address))
            .directory(here.toFile())
            .redirectErrorStream(together);
    builder.environment().put("PATH", bin + java.io.File.pathSeparator + System.getenv("PATH"));
    builder.environment().remove("NO_COLOR");
    builder.environment().put("XDG_CACHE_HOME", folder.resolve(".cache").toString());
    return new Child(builder);
  }

  /** Ends the server; it has to have shown what the document shows. */
  private void stop() throws IOException {
    if (server == null) {
      return;
    }
    Server ended = server;
    server = null;
    ended.child().signal("INT");
    assertEquals(0, ended.child().await(), ended.child().output());
    List<String> said = new java.util.ArrayList<>(ended.child().out());
    said.addAll(ended.child().err());
    check(new Screen.Step("the server", ended.shown()), said, false);
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      stop();
    }
  }
}
