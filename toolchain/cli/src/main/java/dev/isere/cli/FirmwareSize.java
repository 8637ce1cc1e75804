/*
 * What a firmware takes of its board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.ZephyrBoard;
import dev.isere.build.Firmware;
import dev.isere.uf2.ElfFile;
import dev.isere.uf2.ElfSymbols;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a firmware takes of its board, in bytes.
 *
 * @param flash of its partition
 * @param flashMax the partition's size; empty when the board has none for it
 * @param ram from the start
 * @param ramMax all that the board has; empty when it does not say
 * @param flashParts by what they are for
 * @param ramParts by what they are for
 */
record FirmwareSize(
    long flash,
    Optional<Long> flashMax,
    long ram,
    Optional<Long> ramMax,
    Map<String, Long> flashParts,
    Map<String, Long> ramParts) {
  /** What the runtime reserves, in ports/zephyr/memory.c. */
  private static final String ARENA = "arena";

  /** The stack of the thread that runs JavaScript, in ports/zephyr/start.c. */
  private static final String STACK = "stack";

  private static final Pattern OTHER_STACK = Pattern.compile("(^|_)stacks?(_\\d+)?(\\.\\d+)?$");
  private static final Pattern NETWORK =
      Pattern.compile("net_buf|_(pkts|bufs|slab|rb)(_|$)|ring_buffer|^contexts$|^conns$");

  /** Of a firmware for a board with a Cortex-M. */
  static FirmwareSize of(Firmware firmware, ZephyrBoard board, long heapBytes) {
    ElfFile elf = ElfFile.read(firmware.program());
    Map<String, Long> ram = new LinkedHashMap<>();
    long named = 0;
    for (ElfSymbols.Variable variable : ElfSymbols.inRam(firmware.program())) {
      ram.merge(part(variable.name()), variable.bytes(), Long::sum);
      named += variable.bytes();
    }
    long code = ElfSymbols.codeBytesInRam(firmware.program());
    if (code > 0) {
      ram.put("code", code);
      named += code;
    }
    // What lies between variables, and those without a symbol.
    ram.merge("static", elf.ramBytes() - named, Long::sum);
    if (ram.getOrDefault("buffers", 0L) >= heapBytes) {
      ram.put("js_heap", heapBytes);
      ram.merge("buffers", -heapBytes, Long::sum);
    }
    return new FirmwareSize(
        elf.flashBytes(),
        board.flash().firmware().map(partition -> partition.bytes()),
        elf.ramBytes(),
        board.ramBytes(),
        firmware.flashParts(),
        ram);
  }

  private static String part(String variable) {
    if (variable.equals(ARENA)) {
      return "buffers";
    }
    if (variable.equals(STACK)) {
      return "stack";
    }
    if (OTHER_STACK.matcher(variable).find()) {
      return "system_stacks";
    }
    return NETWORK.matcher(variable).find() ? "network_buffers" : "static";
  }
}
