// Reads the console of a board that is a pseudo-terminal.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogsTest {
  /** Puts a link to a pseudo-terminal where its argument says, and what it is told into it. */
  private static final String BOARD =
      """
      import os, sys, tty
      board, port = os.openpty()
      tty.setraw(port)
      os.symlink(os.ttyname(port), sys.argv[1])
      os.close(port)
      print("plugged in", flush=True)
      for line in sys.stdin.buffer:
          os.write(board, line)
      os.unlink(sys.argv[1])
      """;

  private static void say(Child board, String text) throws IOException {
    OutputStream in = board.process().getOutputStream();
    in.write(text.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  private static Child plugIn(Machine machine, Path port) throws IOException {
    Child board =
        machine.start(List.of(Machine.system("python3").toString(), "-c", BOARD, port.toString()));
    board.awaitOut(line -> line.equals("plugged in"));
    return board;
  }

  private static void unplug(Child board) throws IOException {
    board.process().getOutputStream().close();
    assertEquals(0, board.await(), board.output());
  }

  @Test
  void showsWhatABoardSaysAcrossBeingUnplugged() throws IOException {
    Machine machine = new Machine("logs/port");
    Path port = machine.folder().resolve("ttyACM0");
    try (Child logs = machine.isere("logs", "--port", port.toString())) {
      logs.awaitErr(line -> line.equals("waiting for " + port));
      Child first = plugIn(machine, port);
      logs.awaitErr(line -> line.equals("the console of " + port + "; Ctrl-C ends"));
      say(first, "info listening on http://192.168.7.1:80\r\nwarn \u001b[31mgrün\n");
      logs.awaitOut(line -> line.startsWith("warn"));
      unplug(first);
      logs.awaitErr(line -> line.equals("unplugged; waiting for " + port));
      Child second = plugIn(machine, port);
      try {
        logs.awaitErr(
            line -> logs.err().stream().filter(l -> l.startsWith("the cons")).count() == 2);
        say(second, "info again\n");
        logs.awaitOut(line -> line.equals("info again"));
        logs.signal("TERM");
        assertEquals(0, logs.await(), logs.output());
      } finally {
        unplug(second);
      }
      assertEquals(
          List.of("info listening on http://192.168.7.1:80", "warn \\x1b[31mgrün", "info again"),
          logs.out());
    }
    Path library = machine.folder().resolve("cache/isere/serial");
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(library)));
    assertTrue(Files.isDirectory(library.resolve("jSerialComm")));
  }

  @Test
  void refusesAFileThatIsNoPort() throws IOException {
    Machine machine = new Machine("logs/no-port");
    Path file = Files.writeString(machine.folder().resolve("file"), "text\n");
    Child child = machine.isere("logs", "--port", file.toString());
    assertEquals(3, child.await(), child.output());
    assertTrue(child.err().get(0).startsWith("error: cannot open " + file + ": "), child.output());
  }

  @Test
  void showsTheConsoleOfAnEmulatedBoard() throws IOException {
    Machine machine = new Machine("logs/emulated");
    Path build = Files.createDirectories(machine.folder().resolve("build/qemu"));
    Files.writeString(build.resolve("console.log"), "info one\n");
    try (Child logs = machine.isere("logs", "--board", "qemu")) {
      logs.awaitOut(line -> line.equals("info one"));
      Files.writeString(build.resolve("console.log"), "info one\ninfo two\n");
      logs.awaitOut(line -> line.equals("info two"));
      logs.signal("TERM");
      assertEquals(0, logs.await(), logs.output());
    }
  }

  @Test
  void readsTracesWithTheMapOfWhatWasBuilt() throws IOException {
    Machine machine = new Machine("logs/traces");
    Path folder = machine.folder();
    Files.writeString(
        folder.resolve("handler.js"),
        "\n\nexport const handler = () => {\n  throw Error('x')\n}\n");
    Child built = Cli.start(folder, "build", "handler.js", "--board", "native", "-o", "build/qemu");
    assertEquals(0, built.await(), built.output());
    Files.writeString(
        folder.resolve("build/qemu/console.log"),
        "error [5f0c2a11-00000007] it failed: Error: x\n    at handler (handler.js:3:9)\ninfo on\n");
    try (Child logs = machine.isere("logs", "--board", "qemu")) {
      logs.awaitOut(line -> line.equals("info on"));
      logs.signal("TERM");
      assertEquals(0, logs.await(), logs.output());
      assertEquals(
          List.of(
              "error [5f0c2a11-00000007] it failed: Error: x",
              "  --> handler.js:4:9",
              " 4 |   throw Error('x')",
              "   |         ^",
              "    at handler (handler.js:4:9)",
              "info on"),
          logs.out());
      assertTrue(
          logs.err().contains("stack traces are read as those of build/qemu/function.isere"),
          logs.output());
    }
  }

  @Test
  void showsALogWithoutAMapToo() throws IOException {
    Machine machine = new Machine("logs/no-map");
    Path build = Files.createDirectories(machine.folder().resolve("build/qemu"));
    Files.writeString(build.resolve("function.isere"), "no image");
    Files.writeString(build.resolve("console.log"), "error one\n    at a (handler.js:3:9)\n");
    try (Child logs = machine.isere("logs", "--board", "qemu")) {
      logs.awaitOut(line -> line.equals("    at a (handler.js:3:9)"));
      logs.awaitErr(line -> line.startsWith("stack traces are not read: image refused"));
      logs.signal("TERM");
      assertEquals(0, logs.await(), logs.output());
    }
  }
}
