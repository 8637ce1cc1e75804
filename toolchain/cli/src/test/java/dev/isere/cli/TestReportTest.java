/*
 * Tests of what isere test says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.isere.build.LogRecord;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.project.Option;
import dev.isere.project.Options;
import dev.isere.project.PortKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TestReportTest {
  private static final Options.Budgets BUDGETS =
      Options.of(
              PortKind.PICO2,
              Map.of(
                  Option.BUDGETS_IMAGE_BYTES,
                  600L,
                  Option.BUDGETS_INSTRUCTIONS,
                  Map.of("first", 30000L)))
          .budgets();

  private static final TestReport REPORT =
      new TestReport(
          "f",
          "m33-sim",
          List.of(
              TestOutcome.of("image", List.of()),
              new TestOutcome(
                  "first",
                  OptionalInt.of(200),
                  OptionalLong.of(24_309),
                  OptionalLong.of(56_464),
                  List.of(),
                  List.of(new LogRecord("info", Optional.empty(), "a \u0000 <b>")),
                  1_500_000_000),
              TestOutcome.of(
                  "second",
                  List.of(Diagnostic.error("second: expected status 200, got 404").at("t.json")))),
          BUDGETS);

  @Test
  void aFilesNameDoesNotSteerTheTerminal() {
    TestReport report =
        new TestReport(
            "f",
            "native",
            List.of(TestOutcome.of("a\u001b[31m", List.of())),
            Options.of(PortKind.LAPTOP, Map.of()).budgets());
    assertEquals("ok    a\\x1b[31m", report.lines(496).get(0));
  }

  @Test
  void showsFiguresAgainstTheirBudgets() {
    assertEquals(
        List.of(
            "ok    image           496 of 600 bytes",
            "ok    first   200       24,309 of 30,000 instructions       56,464 bytes of heap",
            "FAIL  second",
            "2 passed, 1 failed, on m33-sim"),
        REPORT.lines(496));
    assertFalse(REPORT.passed());
  }

  @Test
  void writesWhatJUnitWrites() {
    assertEquals(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="f on m33-sim" tests="3" failures="1" errors="0" skipped="0" time="1.500">
          <testcase classname="f.m33-sim" name="image" time="0.000">
          </testcase>
          <testcase classname="f.m33-sim" name="first" time="1.500">
            <system-out>info a ? &lt;b&gt;</system-out>
          </testcase>
          <testcase classname="f.m33-sim" name="second" time="0.000">
            <failure message="second: expected status 200, got 404">error: second: expected status 200, got 404
          --&gt; t.json
        </failure>
          </testcase>
        </testsuite>
        """,
        REPORT.junit());
  }
}
