/*
 * What a build for a board leaves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.board.Board;
import dev.isere.board.Flash;
import dev.isere.board.RunCommandLine;
import dev.isere.board.ZephyrBoard;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import dev.isere.image.FunctionSlot;
import dev.isere.uf2.ElfFile;
import dev.isere.uf2.FlashRun;
import dev.isere.uf2.Uf2File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a build for a board leaves: each file's name and bytes. */
public final class BoardFiles {
  /** Firmware, and the function in slot A. */
  public static final String FIRMWARE_UF2 = "firmware.uf2";

  /** The function in slot A alone. */
  public static final String FUNCTION_UF2 = "function.uf2";

  /** The firmware with its symbols. */
  public static final String FIRMWARE_ELF = "firmware.elf";

  /** The firmware as a program of this machine. */
  public static final String FIRMWARE_PROGRAM = "firmware";

  /** What slot A holds, for an emulator that loads it. */
  public static final String SLOT = "function.slot";

  /** All of the flash, for an emulator that has it in a file. */
  public static final String FLASH = "flash.bin";

  /** What was built. */
  public static final String REPORT = "report.json";

  private final ZephyrBoard board;
  private final Firmware firmware;
  private final byte[] image;

  /**
   * @param board one that runs Zephyr
   * @param image a function image that fits a slot
   */
  public BoardFiles(Board board, Firmware firmware, byte[] image) {
    this.board = board.zephyr().orElseThrow();
    this.firmware = firmware;
    this.image = image;
  }

  /** The firmware's file: a program where the board is one of this machine. */
  public static String firmwareName(ZephyrBoard board) {
    return board.network().link() == ZephyrBoard.Link.HOST ? FIRMWARE_PROGRAM : FIRMWARE_ELF;
  }

  /** All files but the report, in the order in which they are shown. */
  public Map<String, byte[]> make() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    board
        .uf2()
        .ifPresent(
            uf2 -> {
              List<FlashRun> runs =
                  new ArrayList<>(Uf2File.sectors(ElfFile.read(firmware.program()).loaded()));
              runs.addAll(functionRuns());
              files.put(FIRMWARE_UF2, Uf2File.of(uf2.family(), runs).bytes());
            });
    files.put(firmwareName(board), firmware.program());
    files.put(NativeBuild.IMAGE_NAME, image);
    board
        .uf2()
        .ifPresent(
            uf2 -> files.put(FUNCTION_UF2, Uf2File.of(uf2.family(), functionRuns()).bytes()));
    Set<String> emulated = board.run().map(RunCommandLine::used).orElse(Set.of());
    if (emulated.contains(RunCommandLine.SLOT)) {
      files.put(SLOT, FunctionSlot.bytes(image));
    }
    if (emulated.contains(RunCommandLine.FLASH)) {
      files.put(FLASH, flash());
    }
    files.put(NativeBuild.LICENCES_NAME, firmware.licences().getBytes(UTF_8));
    return files;
  }

  /** The order of docs/function-slots.md: what makes the slot valid comes last. */
  private List<FlashRun> functionRuns() {
    Flash flash = board.flash();
    long slot = flash.address(flash.functionA());
    return List.of(
        new FlashRun(flash.address(flash.functionB()), FunctionSlot.blank()),
        new FlashRun(slot + FunctionSlot.SECTOR_BYTES, image),
        new FlashRun(slot, FunctionSlot.head(image.length, FunctionSlot.FIRST_SEQUENCE)));
  }

  private byte[] flash() {
    byte[] flash = new byte[Math.toIntExact(board.flash().bytes())];
    Arrays.fill(flash, (byte) 0xFF);
    byte[] slot = FunctionSlot.bytes(image);
    System.arraycopy(
        slot, 0, flash, Math.toIntExact(board.flash().functionA().offset()), slot.length);
    return flash;
  }

  /**
   * Writes files; each appears whole or not at all.
   *
   * @throws IsereException if one cannot be written
   */
  public static void write(Path folder, Map<String, byte[]> files) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        if (file.getKey().equals(FIRMWARE_PROGRAM)) {
          OutputFile.replaceProgram(path, file.getValue());
        } else {
          OutputFile.replace(path, file.getValue());
        }
      }
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error(
              "cannot write to " + TextFiles.displayName(folder) + ": " + IoReason.of(e)),
          e);
    }
  }

  /** The report's bytes. */
  public static byte[] report(String json) {
    return (json + "\n").getBytes(UTF_8);
  }

  /** SHA-256 of some bytes: 64 hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    return ContentHash.of(bytes);
  }
}
