/*
 * What `isere flash` says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.Tool;
import dev.isere.flash.BootDrive;
import dev.isere.flash.DriveFlasher;
import dev.isere.flash.ReadyFirmware;
import dev.isere.flash.ToolFlasher;
import java.nio.file.Path;
import java.util.Optional;

/** Flashes, and says how far it is and what to do next. */
final class FlashTalk {
  /** A board restarts within a second; a computer may take a few to notice. */
  private static final long RESTART_LIMIT_MS = 10_000;

  private final RootCommand root;
  private final Screen screen;
  private final ReadyFirmware firmware;

  FlashTalk(RootCommand root, ReadyFirmware firmware) {
    this.root = root;
    this.screen = root.screen();
    this.firmware = firmware;
  }

  /** Copies to a board's drive. */
  void flash(DriveFlasher flasher, Optional<Path> named, boolean wait) {
    BootDrive drive = flasher.drive(named);
    screen.say(firmware.file().shown() + " to " + drive.root());
    long total = firmware.file().bytes().length;
    flasher.copy(drive, done -> screen.progress(ProgressBar.line(done, total, "copying")));
    screen.progress("");
    if (wait) {
      DriveFlasher.awaitRestart(drive, RESTART_LIMIT_MS);
    }
    end();
  }

  /** Flashes by another program. */
  void flash(ToolFlasher flasher, String via) {
    boolean probe = via.equals("probe");
    Tool tool = probe ? flasher.probe() : flasher.picotool();
    if (probe) {
      flasher.writeHex();
    }
    screen.say(firmware.file().shown() + " by " + tool.shown());
    ToolFlasher.run(
        tool,
        line -> {
          if (root.verbose()) {
            screen.say(line);
          } else {
            screen.progress(ProgressBar.line(0, 0, line.strip()));
          }
        });
    screen.progress("");
    end();
  }

  private void end() {
    screen.say("done; the board restarts");
    firmware.url().ifPresent(url -> screen.say("open " + url));
  }
}
