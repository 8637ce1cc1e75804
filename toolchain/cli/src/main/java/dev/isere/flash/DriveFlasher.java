/*
 * Puts firmware into a board's USB drive.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import dev.isere.board.Board;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Puts firmware into the USB drive of a board in BOOTSEL mode. */
public final class DriveFlasher {
  private static final long POLL_MS = 50;

  private final DriveFinder finder;
  private final ReadyFirmware firmware;
  private final DriveChoice choice;

  /**
   * @param boards all that are known
   */
  public DriveFlasher(DriveFinder finder, List<Board> boards, ReadyFirmware firmware) {
    this.finder = finder;
    this.firmware = firmware;
    this.choice = new DriveChoice(boards, firmware);
  }

  /**
   * The drive to write to.
   *
   * @param named the one that a person names
   * @throws IsereException if there is not exactly one that the firmware is for
   */
  public BootDrive drive(Optional<Path> named) {
    if (named.isEmpty()) {
      return choice.choose(finder.find(), finder);
    }
    Path root = named.get().toAbsolutePath().normalize();
    Optional<BootDrive> mounted =
        finder.find().stream().filter(drive -> drive.root().equals(root)).findFirst();
    return choice.check(named.get(), mounted.or(() -> BootDrive.at(root, Optional.empty())));
  }

  /**
   * Copies the firmware.
   *
   * @param progress gets the bytes that are on the board
   * @throws IsereException if it cannot be done
   */
  public void copy(BootDrive drive, LongConsumer progress) {
    new DriveCopy(DriveCopy.mounted(drive.root()), drive.root(), drive::isThere)
        .copy(firmware.file().path().getFileName().toString(), firmware.file().bytes(), progress);
  }

  /**
   * Waits until the board restarts, which takes its drive away.
   *
   * @throws IsereException if it does not
   */
  public static void awaitRestart(BootDrive drive, long limitMs) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
    while (drive.isThere()) {
      if (System.nanoTime() > until) {
        throw IsereException.failed(
            Diagnostic.error("the board has the firmware and does not restart")
                .withNote("its drive is still there: " + drive.root())
                .withHelp("plug it in again without BOOTSEL")
                .withHelp("if that does not help: isere flash --via picotool"));
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw IsereException.failed(Diagnostic.error("interrupted"));
      }
    }
  }
}
