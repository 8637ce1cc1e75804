/*
 * Finds out how much of a board a function takes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.board.ChipMemory;
import dev.isere.board.ZephyrBoard;
import dev.isere.build.Firmware;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out how much of a board a function takes: what can be known, and what is missing. */
final class SizeFinder {
  private final RootCommand root;
  private final BoardCatalogue boards;
  private final Board board;
  private final Project project;
  private final MadeFunction made;
  private final List<String> missing = new ArrayList<>();

  SizeFinder(
      RootCommand root, BoardCatalogue boards, Board board, Project project, MadeFunction made) {
    this.root = root;
    this.boards = boards;
    this.board = board;
    this.project = project;
    this.made = made;
  }

  /**
   * Boots the function on the emulated chip, and looks for the board's firmware.
   *
   * @param zephyr the checkout or workspace that a person names
   * @throws IsereException if the function does not fit
   */
  SizeFacts find(Optional<Path> zephyr) {
    Optional<ChipMemory> memory = ChipMemory.of(board, boards);
    Optional<SizeFacts.Chip> chip = chip(memory);
    Optional<FirmwareSize> firmware = board.zephyr().flatMap(z -> firmware(z, zephyr));
    return new SizeFacts(
        board.name(),
        memory,
        memory.map(ChipMemory::slot).or(() -> board.zephyr().map(ChipMemory::slot)),
        read(made.image()),
        made.parts(),
        chip,
        firmware,
        missing);
  }

  /** The heap that a function takes is the same on every Cortex-M, whatever memory it has. */
  private Optional<SizeFacts.Chip> chip(Optional<ChipMemory> memory) {
    boolean isCortex =
        memory.isPresent()
            || board.zephyr().filter(z -> z.network().link() != ZephyrBoard.Link.HOST).isPresent();
    if (!isCortex) {
      missing.add("JavaScript heap: " + board.name() + " is a process of this machine");
      return Optional.empty();
    }
    if (!SimFirmware.isPossible()) {
      missing.add("JavaScript heap: " + SimFirmware.INSTALL);
      return Optional.empty();
    }
    return memory.isPresent()
        ? Optional.of(measure(board.name(), memory.get()))
        : borrowed(ChipMemory.emulated(board.zephyr().orElseThrow(), boards));
  }

  /** On a chip with another board's memory, where this one's is not known. */
  private Optional<SizeFacts.Chip> borrowed(ChipMemory memory) {
    missing.add(
        "whether it fits: no `system` in the board.yaml of "
            + board.name()
            + " says what Zephyr takes");
    try {
      return Optional.of(measure("the emulated chip", memory));
    } catch (IsereException e) {
      if (e.exitCode() != ExitCode.FAILED) {
        throw e;
      }
      missing.add("JavaScript heap: " + e.diagnostics().get(0).message());
      return Optional.empty();
    }
  }

  private SizeFacts.Chip measure(String name, ChipMemory memory) {
    try (FittedChip chip = FittedChip.start(root, name, memory, project, made)) {
      SimReport empty = chip.fit().empty();
      SimReport loaded = chip.fit().start().report().orElseThrow();
      return new SizeFacts.Chip(loaded, empty, LinkerMap.flash(chip.firmware().readMap()));
    }
  }

  /** That of an earlier build with the same options: nobody waits for a compiler here. */
  private Optional<FirmwareSize> firmware(ZephyrBoard zephyrBoard, Optional<Path> zephyr) {
    if (zephyrBoard.network().link() == ZephyrBoard.Link.HOST) {
      missing.add(
          "Zephyr, network, drivers: on " + board.name() + " they take this machine's memory");
      return Optional.empty();
    }
    String build = "isere build --board " + board.name();
    try {
      Optional<Firmware> kept = FirmwareMaker.of(root, board, project, zephyr).kept();
      if (kept.isEmpty()) {
        missing.add("Zephyr, network, drivers: " + build);
      }
      long heap = project.options().js().heapBytes();
      return kept.map(firmware -> FirmwareSize.of(firmware, zephyrBoard, heap));
    } catch (IsereException e) {
      if (e.exitCode() != ExitCode.MACHINE) {
        throw e;
      }
      String why = e.diagnostics().get(0).message();
      missing.add("Zephyr, network, drivers: " + why + "; isere setup, then " + build);
      return Optional.empty();
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
