/*
 * Measures what a call costs on the emulated chip.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.SimReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Measures what a call costs: once as the first one, then again and again over its connection. */
final class CostMeter {
  private static final int WARM_CALLS = 11;

  /** An expensive call is repeated until this many instructions are spent, and once at least. */
  private static final long MAX_INSTRUCTIONS = 300_000_000;

  private CostMeter() {}

  /**
   * Calls a function that has not been called before.
   *
   * @param first what came of the first call
   * @param cost empty when that call failed: what a failure costs says nothing
   */
  record Measured(EmulatedFunction.Call first, Optional<Cost> cost) {}

  static Measured measure(EmulatedFunction function, HttpRequest request) {
    EmulatedFunction.Call first = function.call(request);
    if (first.response().isServerError()) {
      return new Measured(first, Optional.empty());
    }
    long warm = warm(function, request);
    SimReport ready = function.ready();
    SimReport last = function.last();
    return new Measured(
        first,
        Optional.of(
            new Cost(
                ready.instructions(),
                first.instructions(),
                warm,
                ready.heapUsed(),
                last.heapPeak(),
                last.heapLimit(),
                last.stackPeak(),
                last.stackSize())));
  }

  /** The median. */
  private static long warm(EmulatedFunction function, HttpRequest request) {
    List<Long> warm = new ArrayList<>();
    long spent = 0;
    do {
      long instructions = function.call(request).instructions();
      warm.add(instructions);
      spent += instructions;
    } while (warm.size() < WARM_CALLS && spent < MAX_INSTRUCTIONS);
    Collections.sort(warm);
    return warm.get(warm.size() / 2);
  }
}
