/*
 * Measures what a call costs on the emulated chip.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.LogRecord;
import dev.isere.build.SimReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
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
   * @param cost empty when that call failed, for what a failure costs says nothing, and when a
   *     later one was answered in another way, for then there is no one price
   * @param uncounted why there is no cost
   * @param logs of the first call, and of one that was answered in another way
   */
  record Measured(
      EmulatedFunction.Call first,
      Optional<Cost> cost,
      Optional<String> uncounted,
      List<LogRecord> logs) {
    Measured {
      logs = List.copyOf(logs);
    }
  }

  static Measured measure(EmulatedFunction function, HttpRequest request) {
    EmulatedFunction.Call first = function.call(request);
    int status = first.response().status();
    if (first.response().isServerError()) {
      String why = "the call was answered with " + status;
      return new Measured(first, Optional.empty(), Optional.of(why), first.logs());
    }
    List<Long> warm = new ArrayList<>();
    long spent = 0;
    do {
      EmulatedFunction.Call call = function.call(request);
      if (call.response().status() != status) {
        return changed(first, call, warm.size() + 2);
      }
      warm.add(call.instructions());
      spent += call.instructions();
    } while (warm.size() < WARM_CALLS && spent < MAX_INSTRUCTIONS);
    Cost cost = cost(function, first.instructions(), median(warm));
    return new Measured(first, Optional.of(cost), Optional.empty(), first.logs());
  }

  /**
   * @param number of the later call, the first one being 1
   */
  private static Measured changed(
      EmulatedFunction.Call first, EmulatedFunction.Call later, int number) {
    String why =
        String.format(
            Locale.ROOT,
            "the first call was answered with %d, and call %d of the same request with %d",
            first.response().status(),
            number,
            later.response().status());
    List<LogRecord> logs = new ArrayList<>(first.logs());
    logs.addAll(later.logs());
    return new Measured(first, Optional.empty(), Optional.of(why), logs);
  }

  private static Cost cost(EmulatedFunction function, long cold, long warm) {
    SimReport ready = function.ready();
    SimReport last = function.last();
    return new Cost(
        ready.instructions(),
        cold,
        warm,
        ready.heapUsed(),
        last.heapPeak(),
        last.heapLimit(),
        last.stackPeak(),
        last.stackSize());
  }

  private static long median(List<Long> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}
