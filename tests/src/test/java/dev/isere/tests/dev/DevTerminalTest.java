// isere dev in a terminal: keys, colours, and a terminal that is as it was before.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys of {@code isere dev}, typed in a pseudo-terminal. */
class DevTerminalTest {
  private static final String ISERE = Home.root().resolve("isere").toString();
  private static final String KEYS = "keys: r reload, o open in a browser, m memory, q quit";

  private static Path project(String name) throws IOException {
    Path folder = Cli.emptyFolder(name);
    Files.writeString(folder.resolve("handler.js"), "export const handler = () => 'hello'\n");
    return folder;
  }

  /** A shell that says how the terminal is set before and after. */
  private static List<String> between(String command) {
    return List.of("sh", "-c", "stty -a >before; " + command + "; echo code $?; stty -a >after");
  }

  private static void assertSetBack(Path folder) throws IOException {
    assertEquals(
        Files.readString(folder.resolve("before")), Files.readString(folder.resolve("after")));
  }

  @Test
  void keysDoWhatTheySay() throws Exception {
    Path folder = project("terminal-keys");
    try (Terminal terminal = new Terminal(folder, between("\"" + ISERE + "\" dev --port 0"))) {
      terminal.await(KEYS);
      terminal.type("m");
      terminal.await("heap: ");
      terminal.type("x");
      terminal.type("r");
      terminal.await("reloaded in ");
      terminal.type("q");
      terminal.await("code 0");
      assertEquals(0, terminal.end());
      assertFalse(terminal.shown().contains("mx"), "keys are not shown\n" + terminal.shown());
    }
    assertSetBack(folder);
  }

  @Test
  void ctrlCLeavesTheTerminalAsItWas() throws Exception {
    Path folder = project("terminal-interrupt");
    try (Terminal terminal =
        new Terminal(folder, between("trap : INT; \"" + ISERE + "\" dev --port 0"))) {
      terminal.await(KEYS);
      terminal.type("\u0003");
      terminal.await("code 0");
      assertEquals(0, terminal.end());
    }
    assertSetBack(folder);
  }

  @Test
  void opensABrowserIfThereIsOne() throws Exception {
    Path folder = project("terminal-open");
    Path program = Files.createDirectory(folder.resolve("bin")).resolve("xdg-open");
    Files.writeString(program, "#!/bin/sh\necho \"$1\" >opened.part && mv opened.part opened\n");
    assertTrue(program.toFile().setExecutable(true));
    String path = "PATH=\"" + folder.resolve("bin") + ":$PATH\" ";
    try (Terminal terminal =
        new Terminal(folder, between(path + "\"" + ISERE + "\" dev --port 0"))) {
      terminal.await(KEYS);
      terminal.type("o");
      for (int i = 0; i < 1000 && !Files.exists(folder.resolve("opened")); i++) {
        Thread.sleep(10);
      }
      assertTrue(
          Files.readString(folder.resolve("opened")).startsWith("http://127.0.0.1:"),
          terminal.shown());
      terminal.type("q");
      terminal.await("code 0");
    }
  }

  @Test
  void closedWindowEndsIt() throws Exception {
    Path folder = project("terminal-closed");
    Terminal terminal = new Terminal(folder, List.of(ISERE, "dev", "--port", "0"));
    terminal.await(KEYS);
    ProcessHandle command =
        terminal
            .process()
            .descendants()
            .filter(it -> it.children().findAny().isPresent())
            .findFirst()
            .orElseThrow();
    List<ProcessHandle> all = command.descendants().toList();
    terminal.close();
    for (ProcessHandle process : all) {
      process.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
    }
  }
}
