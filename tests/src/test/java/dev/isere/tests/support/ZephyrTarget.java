// The runtime on Zephyr, in an emulator.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import dev.isere.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Zephyr on a board that this machine emulates: {@code qemu}, {@code native_sim} or {@code pico}.
 *
 * <p>One firmware serves all suites: it is built for a copy of the board's folder with one line
 * more, which has it read options from the storage partition. So it lies in the user's cache of
 * firmware, like any other.
 */
public final class ZephyrTarget implements Target {
  private static final Map<String, ZephyrTarget> TARGETS = new TreeMap<>();
  private static final String LISTENING = "info listening on http://";

  /** What the port itself says when it starts. */
  private static final String OWN =
      "(memory: |watchdog: |slot [AB]|no function to run|listening on|also known as"
          + "|WARNING: Using a test).*";

  /** What suites ask for at most; a runtime has the usual limits where they say nothing. */
  private static final Map<String, Object> ROOM =
      Map.of(
          "http", Map.of("max_connections", 64, "max_header_bytes", 4096, "body_buffers", 2),
          "js", Map.of("stack_bytes", 131_072));

  private static final Map<String, String> USUAL =
      Map.of("http.max_connections", "8", "js.stack_bytes", "24576");

  /** What the emulator of a Pico says of its clock. */
  private static final Pattern CLOCK = Pattern.compile("clock: \\d+ ms");

  private static final String PICO = "pico";
  private static final long PICO_FLASH = 0x10000000L;

  /**
   * What a Pico, of 264 KB of RAM in all, has room for. Of what suites ask beyond they get this
   * much: the same cases with less.
   */
  private static final Map<String, Object> PICO_ROOM =
      Map.of(
          "http", Map.of("max_connections", 6, "body_buffers", 2),
          "js", Map.of("heap_bytes", 131_072, "stack_bytes", 16_384));

  private static final Map<String, Integer> PICO_MOST =
      Map.of("js.heap_bytes", 131_072, "js.stack_bytes", 16_384, "http.max_connections", 6);

  private final String board;
  private Path firmware;
  private int boots;

  private ZephyrTarget(String board) {
    this.board = board;
  }

  /** The one of a board's name. */
  public static synchronized ZephyrTarget of(String board) {
    return TARGETS.computeIfAbsent(board, ZephyrTarget::new);
  }

  // --- the firmware ---------------------------------------------------------------------------

  /** Builds the firmware, or takes it from the cache. */
  public synchronized Path firmware() throws IOException {
    if (firmware == null) {
      Path work = Files.createDirectories(Home.work("zephyr").resolve(board));
      Path roots = work.resolve("boards");
      copyBoard(roots.resolve(board + "-test"));
      Path project = Files.createDirectories(work.resolve("project"));
      Files.writeString(
          project.resolve("handler.js"), "export const handler = async () => 'never run'\n");
      new com.fasterxml.jackson.databind.ObjectMapper()
          .writeValue(project.resolve("isere.yaml").toFile(), isPico() ? PICO_ROOM : ROOM);
      Path out = work.resolve("out");
      isere(
          List.of(
              "build",
              project.toString(),
              "--board",
              board + "-test",
              "--board-root",
              roots.toString(),
              "-o",
              out.toString()));
      Path elf = out.resolve(isPico() ? "firmware.uf2" : "firmware.elf");
      firmware = Files.exists(elf) ? elf : out.resolve("firmware");
    }
    return firmware;
  }

  private boolean isPico() {
    return board.equals(PICO);
  }

  private void copyBoard(Path to) throws IOException {
    Path from = Home.root().resolve("boards").resolve(board);
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        String name = file.getFileName().toString();
        if (name.equals("board.yaml")) {
          text = text.replace("name: " + board + "\n", "name: " + board + "-test\n");
        } else if (name.equals("board.conf")) {
          text +=
              "\n# --- for tests ---\nCONFIG_ISERE_STORAGE_OPTIONS=y\nCONFIG_ISERE_BOARD=\""
                  + board
                  + "\"\n";
        }
        Files.writeString(to.resolve(name), text);
      }
    }
  }

  /** Runs the command line in this process; fails with what it said. */
  public static void isere(List<String> arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream screen = new PrintStream(said, true, StandardCharsets.UTF_8);
    int exit = Main.run(screen, screen, arguments.toArray(new String[0]));
    if (exit != 0) {
      throw new AssertionError(
          "isere " + String.join(" ", arguments) + "\n" + said.toString(StandardCharsets.UTF_8));
    }
  }

  // --- booting --------------------------------------------------------------------------------

  /**
   * Boots with that flash and waits until it listens.
   *
   * @param more arguments for the emulator
   */
  public Running boot(Flash flash, String... more) throws IOException {
    Path file = Files.createDirectories(Home.work("zephyr")).resolve(board + "-" + ++boots % 8);
    Files.write(file, isPico() ? flash.behindFirmware() : flash.bytes());
    int port = freePort();
    List<String> command = new ArrayList<>(command(flash, file, port));
    command.addAll(List.of(more));
    Child child = new Child(new ProcessBuilder(command).redirectErrorStream(true));
    try {
      child.awaitOut(l -> l.startsWith(LISTENING));
      return new Running(child, new InetSocketAddress("127.0.0.1", port), isPico());
    } catch (AssertionError e) {
      child.close();
      throw e;
    }
  }

  private List<String> command(Flash flash, Path file, int port) throws IOException {
    if (isPico()) {
      String emulator = System.getProperty("isere.rp2040");
      return List.of(
          emulator + "/node",
          emulator + "/src/run.mjs",
          "--uf2",
          firmware().toString(),
          "--raw",
          PICO_FLASH + flash.firmwareEnd() + ":" + file,
          "--address",
          "192.168.7.1",
          "--port",
          Integer.toString(port),
          "--clock");
    }
    if (board.equals("native_sim")) {
      return List.of(firmware().toString(), "--flash=" + file, "--http-port=" + port);
    }
    String network = "user,hostfwd=tcp:127.0.0.1:" + port + "-10.0.2.15:80";
    String loader = "loader,file=" + file + ",addr=0x80000000,force-raw=on";
    List<String> machine =
        List.of("-machine", "mps2-an521", "-cpu", "cortex-m33", "-m", "16", "-display", "none");
    List<String> command = new ArrayList<>(List.of("qemu-system-arm"));
    command.addAll(machine);
    command.addAll(List.of("-monitor", "none", "-serial", "stdio", "-nic", network));
    command.addAll(List.of("-kernel", firmware().toString(), "-device", loader));
    return command;
  }

  /** A port that nobody listens on now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  // --- the target -----------------------------------------------------------------------------

  @Override
  public Served serve(Path image, Map<String, String> options) throws IOException {
    Running running = boot(flash(image, options));
    if (running.child.out().stream().noneMatch(l -> l.startsWith("info slot A is in charge"))) {
      running.close();
      throw new AssertionError("the function was not loaded\n" + running.output());
    }
    return running;
  }

  @Override
  public List<LogRecord> refuse(Path image, Map<String, String> options) throws IOException {
    try (Running running = boot(flash(image, options))) {
      if (running.child.out().stream().noneMatch(l -> l.startsWith("error slot A does not load"))) {
        throw new AssertionError("not refused\n" + running.output());
      }
      return running.log();
    }
  }

  private Flash flash(Path image, Map<String, String> options) throws IOException {
    byte[] function = Files.readAllBytes(image);
    if (isPico()) {
      Map<String, String> less = new LinkedHashMap<>(options);
      less.replaceAll((key, value) -> least(value, PICO_MOST.get(key)));
      return Flash.ofPico().options(less).function(function);
    }
    Map<String, String> all = new LinkedHashMap<>(USUAL);
    all.putAll(options);
    return new Flash().options(all).function(function);
  }

  private static String least(String wanted, Integer most) {
    return most == null ? wanted : Long.toString(Math.min(Long.parseLong(wanted), most));
  }

  /** What {@code context.board} says there. */
  public String board() {
    return board;
  }

  @Override
  public boolean hasClock() {
    return board.equals("native_sim");
  }

  @Override
  public long mostHeapBytes() {
    return isPico() ? PICO_MOST.get("js.heap_bytes") : Long.MAX_VALUE;
  }

  @Override
  public int connections() {
    // QEMU's user network takes connections from a queue of two; a client beyond waits a second.
    return switch (board) {
      case "native_sim" -> 8;
      case "qemu" -> 4;
      default -> 1;
    };
  }

  @Override
  public int cuts() {
    // On Zephyr's own stack a client that is refused waits half a second for the end.
    return board.equals("native_sim") ? 40 : 8;
  }

  @Override
  public int deaths() {
    return switch (board) {
      // A tenth of a second each over an emulated cable.
      case PICO -> 200;
      // The queue of QEMU's user network again: it takes three to five of them a second.
      case "qemu" -> Boolean.getBoolean("isere.long") ? 2000 : 100;
      default -> 2000;
    };
  }

  @Override
  public boolean answersAfterHalfClose() {
    return board.equals("native_sim");
  }

  /** A board that runs. */
  public static final class Running implements Served {
    private final Child child;
    private final InetSocketAddress address;
    private final boolean tellsTime;
    private int starts = 1;
    private int clockReadings;

    private Running(Child child, InetSocketAddress address, boolean tellsTime) {
      this.child = child;
      this.address = address;
      this.tellsTime = tellsTime;
    }

    @Override
    public InetSocketAddress address() {
      return address;
    }

    @Override
    public boolean isAlive() {
      return child.process().isAlive() && !hasStoppedOnce();
    }

    private boolean hasStoppedOnce() {
      return starts == 1
          && child.out().stream().anyMatch(l -> l.startsWith("error the runtime stopped"));
    }

    /** The clock that its time limits go by, from any beginning: an emulated Pico has its own. */
    @Override
    public long clockMs() {
      if (!tellsTime) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
      }
      int[] missing = {++clockReadings};
      child.say("");
      String line = child.awaitOut(l -> CLOCK.matcher(l).matches() && --missing[0] == 0);
      return Long.parseLong(line.replaceAll("\\D", ""));
    }

    /** The records of the runtime, without those that the port writes when it starts. */
    @Override
    public List<LogRecord> log() {
      List<String> said =
          child.out().stream().filter(line -> !CLOCK.matcher(line).matches()).toList();
      return LogRecord.parseText(said).stream().filter(r -> !r.text().matches(OWN)).toList();
    }

    /** Waits until its console has said something about a restart, and until it serves again. */
    public void awaitRestart(String says) {
      child.awaitOut(line -> line.contains(says));
      int[] missing = {++starts};
      child.awaitOut(line -> line.startsWith(LISTENING) && --missing[0] == 0);
    }

    /** The lines of its console. */
    public List<String> console() {
      return child.out();
    }

    @Override
    public String output() {
      return child.output();
    }

    @Override
    public void close() throws IOException {
      boolean alive = isAlive();
      child.close();
      if (!alive) {
        throw new AssertionError("the runtime had died\n" + output());
      }
    }
  }
}
