/*
 * Tests of the console of a board that is plugged in and out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardConsoleTest {
  private static final UsbId ID = UsbId.of("0x1209", "0x0001");

  private final List<String> lines = new ArrayList<>();
  private final List<String> talk = new ArrayList<>();
  private final PretendedPorts ports = new PretendedPorts();

  /** One port, which is there or not as each look at it finds in a script. */
  private static final class PretendedPorts implements SerialPorts {
    private final Deque<List<String>> looks = new ArrayDeque<>();
    private final Deque<String> says = new ArrayDeque<>();
    private IOException onOpen;
    private int reads;

    @Override
    public List<String> of(UsbId id) {
      assertEquals(ID, id);
      return looks.size() > 1 ? looks.removeFirst() : looks.getFirst();
    }

    @Override
    public boolean exists(String name) {
      return of(ID).contains(name);
    }

    @Override
    public Input open(String name) throws IOException {
      if (onOpen != null) {
        throw onOpen;
      }
      return new Input() {
        @Override
        public int read(byte[] buffer) throws IOException {
          reads++;
          String text = says.isEmpty() ? "" : says.removeFirst();
          if (text.equals("unplug")) {
            throw new IOException("gone");
          }
          byte[] bytes = text.getBytes(UTF_8);
          System.arraycopy(bytes, 0, buffer, 0, bytes.length);
          return bytes.length;
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };
    }
  }

  private void follow(Optional<String> named) {
    new BoardConsole(ports, named, ID, lines::add, talk::add)
        .follow(() -> !ports.says.isEmpty() || ports.looks.size() > 1);
  }

  @Test
  void handsOnLinesAsTheyComeInPieces() {
    ports.looks.add(List.of("/dev/ttyACM0"));
    ports.says.addAll(List.of("info lis", "tening\r\nwarn ", "", "x\n\nhal", "f"));
    follow(Optional.empty());
    assertEquals(List.of("info listening", "warn x", "", "half"), lines);
    assertEquals(List.of("the console of /dev/ttyACM0; Ctrl-C ends"), talk);
  }

  @Test
  void waitsForABoardAndForItToComeBack() {
    ports.looks.addAll(
        List.of(List.of(), List.of(), List.of("/dev/ttyACM0"), List.of(), List.of("/dev/ttyACM1")));
    ports.says.addAll(List.of("one\ntw", "unplug", "three\n"));
    follow(Optional.empty());
    assertEquals(List.of("one", "tw", "three"), lines);
    assertEquals(
        List.of(
            "waiting for a board (USB 1209:0001)",
            "the console of /dev/ttyACM0; Ctrl-C ends",
            "unplugged; waiting for a board (USB 1209:0001)",
            "the console of /dev/ttyACM1; Ctrl-C ends"),
        talk);
  }

  @Test
  void takesThePortThatAPersonNames() {
    ports.looks.addAll(List.of(List.of("/dev/a"), List.of("/dev/a", "/dev/b")));
    ports.says.add("b\n");
    follow(Optional.of("/dev/b"));
    assertEquals(List.of("waiting for /dev/b", "the console of /dev/b; Ctrl-C ends"), talk);
  }

  @Test
  void asksWhichOfTwoBoards() {
    ports.looks.add(List.of("/dev/a", "/dev/b"));
    ports.says.add("x");
    IsereException e = assertThrows(IsereException.class, () -> follow(Optional.empty()));
    assertEquals(ExitCode.USAGE, e.exitCode());
    Diagnostic error = e.diagnostics().get(0);
    assertEquals("there are 2 boards: /dev/a, /dev/b", error.message());
    assertEquals(List.of("isere logs --port /dev/a"), error.help());
  }

  @Test
  void saysWhichGroupMayOpenPorts() {
    ports.looks.add(List.of("/dev/a"));
    ports.says.add("x");
    ports.onOpen = new IOException("access is denied");
    IsereException e = assertThrows(IsereException.class, () -> follow(Optional.empty()));
    assertEquals(ExitCode.MACHINE, e.exitCode());
    Diagnostic error = e.diagnostics().get(0);
    assertEquals("cannot open /dev/a: access is denied", error.message());
    assertEquals("on Debian and Ubuntu: sudo usermod -aG dialout $USER", error.help().get(0));
  }

  @Test
  void cutsALineThatNeverEnds() {
    LineSplitter splitter = new LineSplitter(lines::add);
    byte[] many = "x".repeat(LineSplitter.MAX_BYTES + 5).getBytes(UTF_8);
    splitter.take(many, many.length);
    splitter.finish();
    assertEquals(List.of(LineSplitter.MAX_BYTES, 5), lines.stream().map(String::length).toList());
  }

  @Test
  void readsTheLogOfAnEmulatedBoardFromItsStartAndAgainWhenItIsBegunAnew(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("console.log"), "one\ntwo\n");
    int[] rounds = {0};
    LogFile.follow(
        file,
        lines::add,
        talk::add,
        () -> {
          if (rounds[0]++ == 1) {
            write(file, "new\n");
          }
          return rounds[0] < 4;
        });
    assertEquals(List.of("one", "two", "new"), lines);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void saysThatNoEmulatedBoardHasRun(@TempDir Path folder) {
    Path file = folder.resolve("qemu/console.log");
    IsereException e =
        assertThrows(
            IsereException.class, () -> LogFile.follow(file, lines::add, talk::add, () -> true));
    Diagnostic error = e.diagnostics().get(0);
    assertEquals("no emulated board has run here yet", error.message());
    assertEquals(List.of("isere run --board qemu"), error.help());
  }
}
