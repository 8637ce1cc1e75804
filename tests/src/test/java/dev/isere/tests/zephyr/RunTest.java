// isere run on an emulated board, with real firmware.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.zephyr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.PosixTarget;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Target;
import dev.isere.tests.support.Wire;
import dev.isere.tests.support.ZephyrTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTest {
  private static final String BOARD = Target.current().board();

  private static void write(Path folder, String answer) throws IOException {
    Files.writeString(
        folder.resolve("handler.js"),
        "console.log('loaded')\nexport const handler = async () => '" + answer + "'\n");
  }

  /** Serves once, and ends as Ctrl-C does. */
  private static void serves(Path folder, String answer) throws IOException {
    Map<String, String> trapped =
        Map.of("PATH", folder.resolve("traps") + ":" + System.getenv("PATH"));
    try (Child isere = Cli.start(folder, trapped, "run", ".", "--board", BOARD, "--port", "0")) {
      String listening = isere.awaitOut(PosixTarget::saysListening);
      try (Wire wire = new Wire(PosixTarget.address(listening))) {
        wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Response response = wire.read("GET");
        assertEquals(answer, response.text(), response.toString());
      }
      isere.awaitErr(line -> line.contains("loaded"));
      List<ProcessHandle> family = isere.process().descendants().toList();
      assertFalse(family.isEmpty(), "no emulator");
      isere.signal("INT");
      assertEquals(0, isere.await(), isere.output());
      assertTrue(family.stream().noneMatch(ProcessHandle::isAlive), "the emulator lives on");
    }
  }

  /** The second time west, which alone starts compilers, is a trap. */
  @Test
  void servesAChangedFunctionWithoutAnotherBuild() throws IOException {
    Path folder = Files.createDirectories(Home.work("zephyr").resolve("run-" + BOARD));
    write(folder, "first");
    ZephyrTarget.isere(
        List.of(
            "build",
            folder.toString(),
            "--board",
            BOARD,
            "-o",
            folder.resolve("build/" + BOARD).toString()));
    Path trap = Files.createDirectories(folder.resolve("traps")).resolve("west");
    Files.writeString(trap, "#!/bin/sh\necho $0 $* >>" + folder.resolve("called") + "\nexit 1\n");
    assertTrue(trap.toFile().setExecutable(true));
    Files.deleteIfExists(folder.resolve("called"));
    serves(folder, "first");
    write(folder, "second");
    serves(folder, "second");
    assertFalse(Files.exists(folder.resolve("called")), "west was called");
  }
}
