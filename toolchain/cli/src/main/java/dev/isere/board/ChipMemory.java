/*
 * What a board leaves to the runtime.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;

import java.util.Optional;

/**
 * What a board leaves to the runtime, in bytes.
 *
 * @param ram for variables, stack, buffers and the JavaScript heap
 * @param flash for code and constants
 * @param slot for a function image
 */
public record ChipMemory(long ram, long flash, long slot) {
  private static final String EMULATED = "m33-sim";

  /**
   * Of a board.
   *
   * @param boards where a board is found whose memory another one has
   * @return empty when its board.yaml does not say
   */
  public static Optional<ChipMemory> of(Board board, BoardCatalogue boards) {
    if (board.memoryOf().isPresent()) {
      return of(boards.find(board.memoryOf().get()), boards);
    }
    return board.zephyr().flatMap(ChipMemory::of);
  }

  /**
   * The emulated chip's, with the slots of a board whose memory is not known.
   *
   * @param boards where the emulated chip is found
   */
  public static ChipMemory emulated(ZephyrBoard board, BoardCatalogue boards) {
    ChipMemory chip = of(boards.find(EMULATED), boards).orElseThrow();
    return new ChipMemory(chip.ram(), chip.flash(), slot(board));
  }

  private static Optional<ChipMemory> of(ZephyrBoard board) {
    if (board.system().isEmpty()
        || board.ramBytes().isEmpty()
        || board.flash().firmware().isEmpty()) {
      return Optional.empty();
    }
    ZephyrBoard.System system = board.system().get();
    return Optional.of(
        new ChipMemory(
            board.ramBytes().get() - system.ramBytes(),
            board.flash().firmware().get().bytes() - system.flashBytes(),
            slot(board)));
  }

  /** The room of an image, bytes: it lies behind the sector of its slot's header. */
  public static long slot(ZephyrBoard board) {
    return board.flash().functionA().bytes() - Flash.SECTOR_BYTES;
  }
}
