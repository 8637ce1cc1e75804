/*
 * Which drive a firmware goes to.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import dev.isere.board.Board;
import dev.isere.board.ZephyrBoard;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides which drive a firmware goes to; what each chip's drive calls itself, boards know. */
final class DriveChoice {
  private final List<Board> boards;
  private final ReadyFirmware firmware;

  /**
   * @param boards all that are known
   */
  DriveChoice(List<Board> boards, ReadyFirmware firmware) {
    this.boards = boards;
    this.firmware = firmware;
  }

  private static Stream<ZephyrBoard.Uf2> uf2(Board board) {
    return board.zephyr().flatMap(ZephyrBoard::uf2).stream();
  }

  private boolean fitsFirmware(Board board) {
    return uf2(board).anyMatch(uf2 -> uf2.family() == firmware.file().uf2().family());
  }

  private static boolean isBoardOf(BootDrive drive, Board board) {
    return uf2(board).anyMatch(uf2 -> drive.boardId().startsWith(uf2.drive()));
  }

  private boolean fits(BootDrive drive) {
    return boards.stream().anyMatch(board -> fitsFirmware(board) && isBoardOf(drive, board));
  }

  /** What the drive of the firmware's chip calls itself, where that is known. */
  private Optional<String> wantedId() {
    return boards.stream()
        .filter(this::fitsFirmware)
        .flatMap(DriveChoice::uf2)
        .map(ZephyrBoard.Uf2::drive)
        .findFirst();
  }

  /**
   * The one drive that the firmware is for.
   *
   * @throws IsereException if there is none, or more than one
   */
  BootDrive choose(List<BootDrive> drives, DriveFinder finder) {
    checkFamily();
    List<BootDrive> fitting = drives.stream().filter(this::fits).toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (fitting.isEmpty()) {
      throw drives.isEmpty() ? noBoard(finder) : otherChip(drives.get(0));
    }
    Diagnostic error =
        Diagnostic.error(fitting.size() + " boards are in BOOTSEL mode, and one can be flashed");
    for (BootDrive drive : fitting) {
      error = error.withNote("  " + drive.root());
    }
    throw IsereException.usage(
        error.withHelp("isere flash --drive '" + fitting.get(0).root() + "'"));
  }

  /**
   * The drive that a person names.
   *
   * @throws IsereException if it is none, or one of another chip
   */
  BootDrive check(Path named, Optional<BootDrive> drive) {
    checkFamily();
    BootDrive found =
        drive.orElseThrow(
            () ->
                IsereException.failed(
                    Diagnostic.error(
                            named
                                + " is no drive of a board in BOOTSEL mode: no INFO_UF2.TXT in it")
                        .withHelp("nothing was written")));
    if (!fits(found)) {
      throw otherChip(found);
    }
    return found;
  }

  private void checkFamily() {
    if (wantedId().isEmpty()) {
      throw IsereException.failed(
          Diagnostic.error(
                  String.format(
                      "no board is known for the family of %s: 0x%08x",
                      firmware.file().path().getFileName(), firmware.file().uf2().family()))
              .withHelp("nothing was written; a board of your own: --board-root DIR"));
    }
  }

  private IsereException noBoard(DriveFinder finder) {
    String id = wantedId().orElseThrow();
    Optional<Path> device = finder.device(id);
    if (device.isPresent()) {
      return machine(
          Diagnostic.error("a board is in BOOTSEL mode, but its drive is not mounted")
              .withNote(ready())
              .withHelp("udisksctl mount -b " + device.get() + ", then: isere flash"));
    }
    return machine(
        Diagnostic.error("no " + boardName() + " in BOOTSEL mode")
            .withNote(ready())
            .withHelp("hold BOOTSEL while plugging in a data USB cable, then: isere flash"));
  }

  private String ready() {
    return "the firmware is ready: " + firmware.file().shown();
  }

  private IsereException otherChip(BootDrive drive) {
    List<String> others =
        boards.stream().filter(board -> isBoardOf(drive, board)).map(Board::name).toList();
    String is = others.isEmpty() ? "" : " (" + String.join(", ", others) + ")";
    Diagnostic error =
        Diagnostic.error("the firmware is for another chip than the board")
            .withNote(
                "the firmware is for " + wantedId().orElseThrow() + ": " + firmware.file().shown())
            .withNote("the board at " + drive.root() + " is " + drive.boardId() + is)
            .withHelp(
                others.isEmpty()
                    ? "nothing was written"
                    : "nothing was written; isere build --board " + others.get(0));
    return IsereException.failed(error);
  }

  /** A board's description up to its comma, such as {@code Raspberry Pi Pico 2}. */
  private String boardName() {
    return firmware
        .board()
        .flatMap(name -> boards.stream().filter(board -> board.name().equals(name)).findFirst())
        .map(board -> board.description().split(",", 2)[0])
        .orElseGet(
            () ->
                boards.stream()
                    .filter(this::fitsFirmware)
                    .map(Board::name)
                    .collect(Collectors.joining(" or ")));
  }

  private static IsereException machine(Diagnostic diagnostic) {
    return new IsereException(ExitCode.MACHINE, diagnostic);
  }
}
