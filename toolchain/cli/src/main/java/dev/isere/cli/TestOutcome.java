/*
 * What came of one test.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.LogRecord;
import dev.isere.diagnostic.Diagnostic;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What came of one test.
 *
 * @param name the test's
 * @param status of the response
 * @param instructions of a warm call
 * @param heapPeak bytes of JavaScript heap
 * @param failures what is wrong; none for a test that passes
 * @param logs what the function logged
 * @param nanos how long it took on this machine
 */
record TestOutcome(
    String name,
    OptionalInt status,
    OptionalLong instructions,
    OptionalLong heapPeak,
    List<Diagnostic> failures,
    List<LogRecord> logs,
    long nanos) {
  TestOutcome {
    failures = List.copyOf(failures);
    logs = List.copyOf(logs);
  }

  /** Of something that is no call. */
  static TestOutcome of(String name, List<Diagnostic> failures) {
    return new TestOutcome(
        name,
        OptionalInt.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        failures,
        List.of(),
        0);
  }

  boolean passed() {
    return failures.isEmpty();
  }
}
