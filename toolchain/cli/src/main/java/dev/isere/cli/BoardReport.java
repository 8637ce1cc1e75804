/*
 * What report.json says of a build.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.Flash;
import dev.isere.board.ZephyrBoard;
import dev.isere.build.BoardFiles;
import dev.isere.build.Firmware;
import dev.isere.build.FirmwareKey;
import dev.isere.image.FunctionSlot;
import dev.isere.project.Project;
import dev.isere.uf2.ElfFile;
import dev.isere.uf2.ElfSymbols;
import java.util.Map;

/** What report.json says of a build: sizes, versions, hashes. */
final class BoardReport {
  private final Board board;
  private final Project project;
  private final FirmwareKey key;
  private final Firmware firmware;
  private final byte[] image;

  BoardReport(Board board, Project project, FirmwareKey key, Firmware firmware, byte[] image) {
    this.board = board;
    this.project = project;
    this.key = key;
    this.firmware = firmware;
    this.image = image;
  }

  /**
   * One object.
   *
   * @param files what else was made
   */
  String json(Map<String, byte[]> files) {
    return Json.text(
        out -> {
          out.startObject();
          out.text("isere", Version.isere());
          out.text("board", board.name());
          writeFirmware(out);
          writeFunction(out);
          out.startArray("files");
          files.forEach((name, bytes) -> writeFile(out, name, bytes));
          out.endArray();
          out.endObject();
        });
  }

  private void writeFirmware(Json.Writer out) {
    out.startObject("firmware");
    out.text("key", key.hex());
    out.text("zephyr", firmware.facts().get(Firmware.ZEPHYR));
    out.text("zephyrState", firmware.facts().get(Firmware.ZEPHYR_STATE));
    out.text("compiler", firmware.facts().get(Firmware.COMPILER));
    ZephyrBoard zephyr = board.zephyr().orElseThrow();
    if (zephyr.network().link() != ZephyrBoard.Link.HOST) {
      ElfFile elf = ElfFile.read(firmware.program());
      long heap = project.options().js().heapBytes();
      out.number("flashBytes", elf.flashBytes());
      zephyr
          .flash()
          .firmware()
          .map(Flash.Partition::bytes)
          .ifPresent(bytes -> out.number("flashBytesMax", bytes));
      out.number("ramBytes", elf.ramBytes());
      zephyr.ramBytes().ifPresent(bytes -> out.number("ramBytesMax", bytes));
      out.number("heapBytes", heap);
      long code = ElfSymbols.codeBytesInRam(firmware.program());
      out.number("codeInRamBytes", code);
      out.number("ramBytesBesideHeap", elf.ramBytes() - heap);
    }
    out.endObject();
  }

  private void writeFunction(Json.Writer out) {
    out.startObject("function");
    out.text("name", project.name());
    out.text("version", project.options().version());
    out.number("bytes", image.length);
    long slot = board.zephyr().orElseThrow().flash().functionA().bytes();
    out.number("bytesMax", FunctionSlot.capacity(slot));
    out.endObject();
  }

  private void writeFile(Json.Writer out, String name, byte[] bytes) {
    out.startObject();
    out.text("name", name);
    out.number("bytes", bytes.length);
    // The firmware's is known since it was built; of its megabytes it would take a while.
    boolean isKnown = bytes == firmware.program();
    out.text("sha256", isKnown ? firmware.facts().get(Firmware.SHA256) : BoardFiles.sha256(bytes));
    out.endObject();
  }
}
