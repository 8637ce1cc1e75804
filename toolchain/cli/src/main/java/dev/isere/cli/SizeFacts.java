/*
 * What there is to know of a function's size.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.ChipMemory;
import dev.isere.build.SimReport;
import dev.isere.bundle.BundlePart;
import dev.isere.image.FunctionImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is to know of a function's size.
 *
 * @param board the board's name
 * @param memory what the board leaves to the runtime; empty when that is not known
 * @param slot the room for a function image, bytes; empty when the board has none
 * @param image the function image
 * @param parts what its code is made of, the largest first
 * @param chip what the emulated chip says; empty when it was not asked
 * @param firmware what the board's firmware takes; empty when there is none
 * @param missing what is not known, and how to come to know it
 */
record SizeFacts(
    String board,
    Optional<ChipMemory> memory,
    Optional<Long> slot,
    FunctionImage image,
    List<BundlePart> parts,
    Optional<Chip> chip,
    Optional<FirmwareSize> firmware,
    List<String> missing) {
  SizeFacts {
    parts = List.copyOf(parts);
    missing = List.copyOf(missing);
  }

  /**
   * What the emulated chip says.
   *
   * @param loaded with the function
   * @param empty with a function that does nothing
   * @param flash bytes of the runtime's flash by what they are for
   */
  record Chip(SimReport loaded, SimReport empty, Map<String, Long> flash) {
    /** Bytes of JavaScript heap for each byte of the image. */
    double heapPerImageByte(long imageBytes) {
      return (double) (loaded.heapUsed() - empty.heapUsed()) / imageBytes;
    }

    /** All RAM that the runtime takes, by what it is for. */
    Map<String, Long> ram() {
      Map<String, Long> parts = new LinkedHashMap<>();
      parts.put("js_heap", loaded.heapLimit());
      parts.put("buffers", loaded.ramReserved() - loaded.heapLimit());
      parts.put("stack", loaded.stackSize());
      parts.put("static", loaded.ramStatic());
      return parts;
    }
  }
}
