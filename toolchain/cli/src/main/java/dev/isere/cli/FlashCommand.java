/*
 * isere flash
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.BoardCatalogue;
import dev.isere.build.WorkspaceFinder;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.flash.DriveFinder;
import dev.isere.flash.DriveFlasher;
import dev.isere.flash.ReadyFirmware;
import dev.isere.flash.ToolFlasher;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts on a board what was built for it. */
@Command(name = "flash", description = "Puts on a board what was built for it.")
final class FlashCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private BoardRoots boardRoots;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "What isere build made (default: the only one below build).")
  private Path folder;

  @Option(
      names = "--function",
      description = "The function alone: a board that runs isère keeps its firmware.")
  private boolean functionOnly;

  @Option(
      names = "--via",
      paramLabel = "WAY",
      defaultValue = "drive",
      description = "drive, picotool, or probe: a debug probe, by west (default: drive).")
  private String via;

  @Option(
      names = "--drive",
      paramLabel = "PATH",
      description = "Where the board's drive is mounted (default: looked for).")
  private Path drive;

  @Option(names = "--no-wait", description = "Do not wait until the board restarts.")
  private boolean noWait;

  FlashCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    String name = functionOnly ? ReadyFirmware.FUNCTION : ReadyFirmware.FIRMWARE;
    ReadyFirmware firmware = ReadyFirmware.find(Optional.ofNullable(folder), name);
    FlashTalk talk = new FlashTalk(root, firmware);
    switch (via) {
      case "drive" ->
          talk.flash(
              new DriveFlasher(
                  DriveFinder.ofThisMachine(),
                  new BoardCatalogue(boardRoots.paths()).all(),
                  firmware),
              Optional.ofNullable(drive),
              !noWait);
      case "picotool", "probe" ->
          talk.flash(new ToolFlasher(firmware, WorkspaceFinder.ofThisProcess()), via);
      default ->
          throw IsereException.usage(
              Diagnostic.error("`--via` has to be one of drive, picotool, probe, not " + via));
    }
    return ExitCode.DONE.value();
  }
}
