/*
 * isere size
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.board.ChipMemory;
import dev.isere.build.LinkerMap;
import dev.isere.build.SimFirmware;
import dev.isere.build.SimReport;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.image.FunctionImage;
import dev.isere.image.ImageReader;
import dev.isere.image.ImageRefusedException;
import dev.isere.project.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how much of a board a function takes. */
@Command(name = "size", description = "Says how much of a board a function takes, and why.")
final class SizeCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private ProjectArguments arguments;
  @Mixin private BoardRoots boardRoots;

  @Option(
      names = "--board",
      paramLabel = "NAME",
      defaultValue = "pico2",
      description = "The board to measure for (default: pico2).")
  private String boardName;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  SizeCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    BoardCatalogue boards = new BoardCatalogue(boardRoots.paths());
    Board board = boards.find(boardName);
    Project project = arguments.load(board.port());
    MadeFunction made = FunctionMaker.makeOnce(root, project);
    Optional<ChipMemory> memory = ChipMemory.of(board, boards);
    List<String> missing = new ArrayList<>();
    Optional<SizeFacts.Chip> chip = Optional.empty();
    if (memory.isEmpty()) {
      missing.add("memory: " + board.name() + " does not say what it leaves to the runtime");
    } else if (!SimFirmware.isPossible()) {
      missing.add("JavaScript heap, RAM, flash: " + SimFirmware.INSTALL);
    } else {
      chip = Optional.of(measure(project, made, memory.get()));
    }
    if (board.zephyr().isPresent()) {
      missing.add("Zephyr, network, drivers: isere build --board " + board.name());
    }
    SizeReport report =
        new SizeReport(
            new SizeFacts(board.name(), memory, read(made.image()), made.parts(), chip, missing));
    if (json) {
      root.screen().print(report.json());
    } else {
      report.lines().forEach(root.screen()::print);
    }
    return ExitCode.DONE.value();
  }

  private SizeFacts.Chip measure(Project project, MadeFunction made, ChipMemory memory) {
    try (FittedChip chip = FittedChip.start(root, boardName, memory, project, made)) {
      SimReport empty = chip.fit().empty();
      SimReport loaded = chip.fit().start().report().orElseThrow();
      return new SizeFacts.Chip(loaded, empty, LinkerMap.flash(chip.firmware().readMap()));
    }
  }

  private static FunctionImage read(byte[] image) {
    try {
      return ImageReader.read(image);
    } catch (ImageRefusedException e) {
      throw new IsereException(ExitCode.BUG, Diagnostic.error(e.getMessage()), e);
    }
  }
}
