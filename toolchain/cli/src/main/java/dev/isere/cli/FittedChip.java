/*
 * An emulated chip for a function.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.ChipMemory;
import dev.isere.build.EmulatedChip;
import dev.isere.build.SimFirmware;
import dev.isere.project.Project;

/**
 * An emulated chip for a function: its runtime, the emulator, and whether the function fits.
 *
 * @param firmware the runtime
 * @param chip the emulator, which runs
 * @param fit boots the function on it
 */
record FittedChip(SimFirmware firmware, EmulatedChip chip, ChipFit fit) implements AutoCloseable {
  /**
   * Starts the emulator; the function is not booted yet.
   *
   * @param board whose memory it has, by the name that a person gave
   */
  static FittedChip start(
      RootCommand root, String board, ChipMemory memory, Project project, MadeFunction function) {
    SimFirmware firmware = SimFirmware.make(Home.folder(), root.screen()::say);
    EmulatedChip chip = EmulatedFunction.chip(root, firmware);
    return new FittedChip(firmware, chip, new ChipFit(chip, memory, board, project, function));
  }

  @Override
  public void close() {
    chip.close();
  }
}
