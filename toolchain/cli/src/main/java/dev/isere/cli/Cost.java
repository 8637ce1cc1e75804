/*
 * What calls cost on the emulated chip.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import java.util.List;
import java.util.Locale;

/**
 * What calls cost on the emulated chip.
 *
 * @param instructionsBoot from reset until it serves
 * @param instructionsCold of the first call, with its connection
 * @param instructionsWarm of a later one: the median
 * @param heapLoaded bytes of the JavaScript heap in use before the first call
 * @param heapPeak the most that were in use
 * @param heapLimit how many there are
 * @param stackPeak bytes of stack that were in use at most
 * @param stackSize how many there are
 */
record Cost(
    long instructionsBoot,
    long instructionsCold,
    long instructionsWarm,
    long heapLoaded,
    long heapPeak,
    long heapLimit,
    long stackPeak,
    long stackSize) {
  /** A Pico 2 as it comes. */
  private static final double INSTRUCTIONS_PER_MS = 150_000;

  /** A member {@code cost} of the object that is open. */
  void write(Json.Writer out) {
    out.startObject("cost");
    out.number("instructions_warm", instructionsWarm);
    out.number("instructions_cold", instructionsCold);
    out.number("instructions_boot", instructionsBoot);
    out.number("heap_loaded_bytes", heapLoaded);
    out.number("heap_peak_bytes", heapPeak);
    out.number("stack_peak_bytes", stackPeak);
    out.endObject();
  }

  /** For people. */
  List<String> lines() {
    return List.of(
        "cost on the emulated chip (docs/m33-sim.md):",
        instructions("warm call", instructionsWarm),
        instructions("first call", instructionsCold),
        instructions("boot", instructionsBoot),
        String.format(
            Locale.ROOT,
            "  %-10s %,13d bytes loaded, %,d at its peak, of %,d",
            "heap",
            heapLoaded,
            heapPeak,
            heapLimit),
        String.format(
            Locale.ROOT, "  %-10s %,13d bytes at its peak, of %,d", "stack", stackPeak, stackSize),
        "  ms: an estimate, one instruction a cycle at 150 MHz; misses of the flash cache come on top");
  }

  private static String instructions(String what, long count) {
    return String.format(
        Locale.ROOT,
        "  %-10s %,13d instructions  ~ %.2f ms",
        what,
        count,
        count / INSTRUCTIONS_PER_MS);
  }
}
