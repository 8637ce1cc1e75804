// A command that is interrupted, or whose output is lost.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing stays behind in the temporary folder, and nobody waits. */
class InterruptedTest {
  private static final Duration SOON = Duration.ofSeconds(6);

  /** The command line with a temporary folder of its own. */
  private static Child start(Path folder, Path esbuild, String... arguments) throws IOException {
    Files.createDirectories(folder.resolve("tmp"));
    List<String> command = new ArrayList<>(Child.hearingSignals("python3"));
    command.add(Home.root().resolve("isere").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    String runtime = "-Disere.runtime=" + Home.runtime();
    builder
        .environment()
        .put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder.resolve("tmp") + " " + runtime);
    if (esbuild != null) {
      builder.environment().put("ISERE_ESBUILD", esbuild.toString());
    }
    return new Child(builder);
  }

  private static List<Path> left(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files.toList();
    }
  }

  /** A bundler that never answers, and ends when nobody speaks to it any more, as esbuild does. */
  private static Path silentEsbuild(Path folder) throws IOException {
    Path script = folder.resolve("esbuild.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        touch started
        cat >/dev/null
        touch ended
        """);
    assertTrue(script.toFile().setExecutable(true));
    return script;
  }

  private static void awaitFile(Path file) throws InterruptedException {
    for (int i = 0; i < 3000 && !Files.exists(file); i++) {
      Thread.sleep(10);
    }
    assertTrue(Files.exists(file), "there is no " + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void bundlingLeavesNothingBehind(String signal) throws Exception {
    Path folder = Cli.emptyFolder("interrupted-bundling-" + signal);
    Files.writeString(folder.resolve("handler.js"), "export const handler = () => 1\n");
    try (Child build =
        start(folder, silentEsbuild(folder), "build", ".", "--board", "native", "-o", "out")) {
      awaitFile(folder.resolve("started"));
      build.signal(signal);
      assertFalse(build.await() == 0, build.output());
      awaitFile(folder.resolve("ended"));
      assertEquals(List.of(), left(folder));
      assertFalse(Files.exists(folder.resolve("out")), "nothing was built");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void invokeDoesNotWaitForItsCall(String signal) throws Exception {
    Path folder = Cli.emptyFolder("interrupted-call-" + signal);
    Files.writeString(
        folder.resolve("handler.js"),
        "export const handler = () => new Promise(() => { console.log('called') })\n");
    try (Child invoke = start(folder, null, "-v", "invoke", ".")) {
      invoke.awaitErr(line -> line.startsWith("+ ") && line.contains("isere-runtime"));
      Thread.sleep(1000);
      long start = System.nanoTime();
      invoke.signal(signal);
      assertFalse(invoke.await() == 0, invoke.output());
      assertTrue(System.nanoTime() - start < SOON.toNanos(), "it waited");
      assertFalse(invoke.output().contains("error: "), invoke.output());
      assertEquals(List.of(), left(folder));
    }
  }

  @Test
  void lostOutputIsAnError() throws Exception {
    Path full = Path.of("/dev/full");
    if (!Files.exists(full)) {
      return; // macOS has none
    }
    for (List<String> command :
        List.of(
            List.of("--version"),
            List.of("boards"),
            List.of("invoke", "examples/hello", "--json"))) {
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", "exec ./isere \"$@\" >/dev/full", "isere");
      builder.command().addAll(command);
      try (Child child = new Child(builder.directory(Home.root().toFile()))) {
        assertEquals(1, child.await(), command + "\n" + child.output());
        assertTrue(
            child.output().contains("error: standard output cannot be written: "), child.output());
      }
    }
  }

  @Test
  void readerThatHasSeenEnoughIsNoError() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "{ ./isere --help; echo $? >&2; } | :")
            .directory(Home.root().toFile());
    try (Child child = new Child(builder)) {
      assertEquals(0, child.await(), child.output());
      assertEquals("0", child.err().get(child.err().size() - 1), child.output());
    }
  }
}
