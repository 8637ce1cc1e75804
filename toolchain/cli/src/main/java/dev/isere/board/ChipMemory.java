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

  /** An image lies behind the sector of its slot's header. */
  private static long slot(ZephyrBoard zephyr) {
    return zephyr.flash().functionA().bytes() - Flash.SECTOR_BYTES;
  }
}
