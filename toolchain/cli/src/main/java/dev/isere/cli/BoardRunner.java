/*
 * Serves a function on an emulated board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.RunCommandLine;
import dev.isere.board.ZephyrBoard;
import dev.isere.build.BoardFiles;
import dev.isere.build.EmulatedBoard;
import dev.isere.build.LogRecord;
import dev.isere.build.Rp2040Emulator;
import dev.isere.build.Tool;
import dev.isere.build.WorkspaceFinder;
import dev.isere.console.RecordJoiner;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.glue.FirmwareApp;
import dev.isere.machine.UserFolders;
import dev.isere.project.Project;
import dev.isere.trace.Symbolicator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Serves a function on an emulated board until it is told to stop. */
final class BoardRunner {
  /** An emulator on a busy machine takes its time. */
  private static final long START_LIMIT_MS = 60_000;

  private static final String LOCAL = "127.0.0.1";

  private final RootCommand root;
  private final Board board;
  private final ZephyrBoard zephyr;
  private final RunCommandLine line;
  private final Project project;
  private final Path folder;

  private Path rp2040;
  private volatile boolean isStopping;
  private volatile boolean hasFailed;

  /**
   * @param folder holds what a build made
   * @throws IsereException (exit code 2) for a board that this machine cannot emulate
   */
  BoardRunner(
      RootCommand root, Board board, ProjectArguments arguments, Project project, Path folder) {
    this.root = root;
    this.board = board;
    this.zephyr = board.zephyr().orElseThrow();
    this.project = project;
    this.folder = folder.toAbsolutePath();
    this.line =
        zephyr
            .run()
            .orElseThrow(
                () ->
                    IsereException.usage(
                        Diagnostic.error("`" + board.name() + "` does not run on this machine")
                            .withHelp(
                                arguments.command("build")
                                    + " --board "
                                    + board.name()
                                    + ", then: isere flash")
                            .withHelp(
                                "to try the function without a board: "
                                    + arguments.command("run"))));
  }

  /**
   * Checks before anything is built whether the emulator is there and may listen.
   *
   * @throws IsereException if it cannot
   */
  ServerAddress place(ServerAddress wanted) {
    String emulator = line.words().get(0);
    boolean isBuilt = emulator.contains("{");
    if (!isBuilt && WorkspaceFinder.ofThisProcess().program(emulator).isEmpty()) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error(emulator + " is missing")
              .withHelp("isere doctor --board " + board.name() + "        says how to get it"));
    }
    if (line.used().contains(RunCommandLine.RP2040)) {
      Path cache = UserFolders.ofThisProcess().cache();
      rp2040 = Rp2040Emulator.fetch(Home.folder(), cache, root.screen()::say);
    }
    boolean canChoose = line.used().contains(RunCommandLine.HOST);
    if (!canChoose && !wanted.host().equals(LOCAL)) {
      throw IsereException.usage(
          Diagnostic.error("`" + board.name() + "` listens on " + LOCAL + " alone"));
    }
    try (ServerSocket socket =
        new ServerSocket(wanted.port(), 1, InetAddress.getByName(wanted.host()))) {
      return new ServerAddress(wanted.host(), socket.getLocalPort());
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error("port " + wanted.port() + " on " + wanted.host() + " is in use")
              .withHelp("choose another with --port, or let one be picked: --port 0"),
          e);
    }
  }

  /**
   * Boots and serves; gives the exit code.
   *
   * @param symbolicator reads the traces of the function that it serves
   */
  int run(ServerAddress place, Symbolicator symbolicator) {
    List<String> command = line.fill(values(place));
    if (root.verbose()) {
      root.screen().say("+ " + Tool.shown(command));
    }
    try (RecordJoiner console = new RecordJoiner(text -> show(text, symbolicator));
        EmulatedBoard emulator = EmulatedBoard.start(command, folder, console)) {
      Thread stop = new Thread(() -> endWithProcess(emulator, console), "isere-stop");
      Runtime.getRuntime().addShutdownHook(stop);
      if (emulator.awaitListening(START_LIMIT_MS)) {
        root.screen().print("listening on http://" + place.host() + ":" + place.port());
      }
      int code = emulator.await();
      console.flush();
      if (!isStopping) {
        throw IsereException.failed(
            Diagnostic.error("the emulator ended by itself (exit code " + code + ")"));
      }
      return ExitCode.DONE.value();
    } catch (IsereException e) {
      hasFailed = true;
      throw e;
    }
  }

  /** A signal that ends this process ends the emulator first, and is no failure. */
  private void endWithProcess(EmulatedBoard emulator, RecordJoiner console) {
    isStopping = true;
    emulator.stop();
    console.flush();
    if (!hasFailed) {
      // The JVM's own code for a signal would say that something went wrong.
      Runtime.getRuntime().halt(ExitCode.DONE.value());
    }
  }

  private Map<String, String> values(ServerAddress place) {
    Map<String, String> values = new TreeMap<>();
    values.put(RunCommandLine.FIRMWARE, folder.resolve(BoardFiles.firmwareName(zephyr)).toString());
    values.put(RunCommandLine.UF2, folder.resolve(BoardFiles.FIRMWARE_UF2).toString());
    if (rp2040 != null) {
      values.put(RunCommandLine.RP2040, rp2040.toString());
    }
    values.put(RunCommandLine.SLOT, folder.resolve(BoardFiles.SLOT).toString());
    values.put(
        RunCommandLine.SLOT_ADDRESS,
        "0x" + Long.toHexString(zephyr.flash().address(zephyr.flash().functionA())));
    values.put(RunCommandLine.FLASH, folder.resolve(BoardFiles.FLASH).toString());
    values.put(RunCommandLine.HOST, place.host());
    values.put(RunCommandLine.PORT, Integer.toString(place.port()));
    values.put(RunCommandLine.ADDRESS, FirmwareApp.address(zephyr, project));
    values.put(RunCommandLine.HTTP_PORT, Long.toString(FirmwareApp.httpPort(zephyr, project)));
    return values;
  }

  private void show(String text, Symbolicator symbolicator) {
    Optional<LogRecord> found = LogRecord.parseText(text);
    if (found.isPresent()) {
      root.screen().log(found.get(), symbolicator.trace(found.get().message()));
    } else {
      List.of(text.split("\n", -1))
          .forEach(line -> root.screen().say(DiagnosticText.visible(line)));
    }
  }
}
