/*
 * Makes what serves a function on a board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.ZephyrBoard;
import dev.isere.build.BoardFiles;
import dev.isere.build.Firmware;
import dev.isere.build.FolderLock;
import dev.isere.build.SourceMapFile;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import dev.isere.image.FunctionSlot;
import dev.isere.project.Project;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Makes what serves a function on a board: firmware, function image, and files that hold both. */
final class BoardMaker {
  /** What the engine takes for itself, and for each byte of an image's bytecode; measured. */
  private static final long HEAP_OF_ENGINE = 60_000;

  private static final double HEAP_BYTES_PER_CODE_BYTE = 2.4;

  private final RootCommand root;
  private final Board board;
  private final ZephyrBoard zephyr;
  private final ProjectArguments arguments;
  private final Project project;
  private final Path folder;
  private MadeFunction made;

  BoardMaker(
      RootCommand root, Board board, ProjectArguments arguments, Project project, Path folder) {
    this.root = root;
    this.board = board;
    this.zephyr = board.zephyr().orElseThrow();
    this.arguments = arguments;
    this.project = project;
    this.folder = folder;
  }

  /**
   * Writes everything into the folder.
   *
   * @param workspace the checkout or workspace of Zephyr that a person names
   * @return the files' names, the report's last; the source map is beside them
   */
  List<String> make(Optional<Path> workspace) {
    checkMemory();
    checkWatchdog();
    // Looking through Zephyr's sources takes as long as making the function: side by side.
    CompletableFuture<FirmwareMaker> planned = CompletableFuture.supplyAsync(() -> plan(workspace));
    made = FunctionMaker.makeFor(folder, root, project);
    checkSize(made.image());
    FirmwareMaker maker = result(planned);
    return FolderLock.hold(folder, this::sayThatItWaits, () -> write(maker, made));
  }

  /** The function that was made. Behind {@link #make}. */
  MadeFunction made() {
    return made;
  }

  private List<String> write(FirmwareMaker maker, MadeFunction function) {
    byte[] image = function.image();
    Firmware firmware = maker.make(folder);
    Map<String, byte[]> files = new LinkedHashMap<>(new BoardFiles(board, firmware, image).make());
    String report = new BoardReport(board, project, maker.key(), firmware, image).json(files);
    files.put(BoardFiles.REPORT, BoardFiles.report(report));
    BoardFiles.write(folder, files);
    SourceMapFile.write(folder, function.buildId(), function.sourceMap());
    return List.copyOf(files.keySet());
  }

  /** Prints the commands that {@link #make} would run, and writes nothing. */
  void dryRun(Optional<Path> workspace) {
    checkMemory();
    checkWatchdog();
    checkSize(FunctionMaker.makeShowing(root, project).image());
    plan(workspace).commands(folder).forEach(root.screen()::print);
  }

  /** What to build; who lacks something for it may still try the function. */
  private FirmwareMaker plan(Optional<Path> workspace) {
    try {
      return FirmwareMaker.of(root, board, project, workspace);
    } catch (IsereException e) {
      throw e.exitCode() == ExitCode.MACHINE
          ? e.withHelp("to try the function without a board: " + arguments.command("run"))
          : e;
    }
  }

  private void sayThatItWaits() {
    root.screen()
        .say("waiting for another isere, which builds in " + TextFiles.displayName(folder));
  }

  private static FirmwareMaker result(CompletableFuture<FirmwareMaker> planned) {
    try {
      return planned.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void checkMemory() {
    long heap = project.options().js().heapBytes();
    long ram = zephyr.ramBytes().orElse(Long.MAX_VALUE);
    if (heap >= ram) {
      throw IsereException.failed(
          Diagnostic.error(
                  said("`js.heap_bytes` is %,d, and %s has %,d bytes of RAM", heap, name(), ram))
              .withHelp("docs/limits.md says what fits each board"));
    }
  }

  private void checkWatchdog() {
    long wanted = project.options().server().watchdogMs();
    long reach = zephyr.watchdogMaxMs().orElse(Long.MAX_VALUE);
    if (wanted > reach) {
      throw IsereException.failed(
          Diagnostic.error(
                  said(
                      "`server.watchdog_ms` is %,d, and the watchdog of %s reaches %,d ms",
                      wanted, name(), reach))
              .withHelp(said("set it to %d or less, or to 0: nobody watches then", reach)));
    }
  }

  private void checkSize(byte[] image) {
    long capacity = FunctionSlot.capacity(zephyr.flash().functionA().bytes());
    if (image.length > capacity) {
      throw IsereException.failed(
          Diagnostic.error(
                  said(
                      "the function does not fit: its image has %,d bytes, and a slot of %s holds"
                          + " %,d",
                      image.length, name(), capacity))
              .withHelp(
                  "what it is made of: "
                      + arguments.command("build")
                      + " --board native, then isere inspect"));
    }
    long heap = project.options().js().heapBytes();
    long needed = HEAP_OF_ENGINE + (long) (image.length * HEAP_BYTES_PER_CODE_BYTE);
    if (needed > heap) {
      root.screen()
          .show(
              List.of(
                  Diagnostic.warning(
                          said(
                              "the function needs about %,d bytes of JavaScript heap to load, and %s"
                                  + " has %,d",
                              needed, name(), heap))
                      .withHelp("make js.heap_bytes larger, or the function smaller")));
    }
  }

  private String name() {
    return "`" + board.name() + "`";
  }

  private static String said(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
