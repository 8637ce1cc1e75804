/*
 * Runs a project's tests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.diagnostic.Suggestion;
import dev.isere.document.TextFiles;
import dev.isere.project.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs a project's tests, each on a function that was started for it. */
final class TestRunner {
  private final FunctionCaller target;
  private final Options.Budgets budgets;
  private final boolean update;
  private final Screen screen;

  /**
   * @param update write snapshots anew
   */
  TestRunner(FunctionCaller target, Options.Budgets budgets, boolean update, Screen screen) {
    this.target = target;
    this.budgets = budgets;
    this.update = update;
    this.screen = screen;
  }

  /**
   * Refuses budgets for tests that there are not.
   *
   * @throws IsereException naming them all
   */
  static void checkBudgets(Options.Budgets budgets, List<EventTest> tests) {
    Set<String> names = tests.stream().map(EventTest::name).collect(Collectors.toSet());
    List<Diagnostic> wrong = new ArrayList<>();
    for (String name : budgets.instructions().keySet()) {
      if (!names.contains(name)) {
        Diagnostic error =
            Diagnostic.error("`budgets.instructions." + name + "` is for no event file");
        wrong.add(
            Suggestion.closest(name, names)
                .map(known -> error.withHelp("did you mean `" + known + "`?"))
                .orElse(error));
      }
    }
    if (!wrong.isEmpty()) {
      throw IsereException.failed(wrong);
    }
  }

  /**
   * Runs the tests, and before them the one of the image's size.
   *
   * @param imageBytes of the function image
   */
  List<TestOutcome> run(long imageBytes, List<EventTest> tests) {
    List<TestOutcome> outcomes = new ArrayList<>();
    outcomes.add(image(imageBytes));
    tests.forEach(test -> outcomes.add(run(test)));
    return outcomes;
  }

  /** The image's size against its budget. */
  private TestOutcome image(long bytes) {
    long budget = budgets.imageBytes();
    return TestOutcome.of(
        "image",
        budget > 0 && bytes > budget
            ? List.of(
                over("the function image has", bytes, "bytes", budget, "budgets.image_bytes")
                    .withHelp("isere size says what it is made of"))
            : List.of());
  }

  /** Runs a test. A function that does not start or answer fails it. */
  private TestOutcome run(EventTest test) {
    long start = System.nanoTime();
    List<Diagnostic> failures = new ArrayList<>();
    Optional<InvokeReport> answer = Optional.empty();
    try {
      answer = Optional.of(target.call(test.request()));
      answer.get().cost().ifPresent(cost -> holdTo(test, cost, failures));
      answer.get().uncounted().ifPresent(why -> failures.addAll(unheld(test, why)));
      check(test, answer.get().response(), failures);
    } catch (IsereException e) {
      if (e.exitCode() != ExitCode.FAILED) {
        throw e;
      }
      failures.addAll(e.diagnostics());
    }
    Optional<Cost> cost = answer.flatMap(InvokeReport::cost);
    return new TestOutcome(
        test.name(),
        answer.map(a -> OptionalInt.of(a.response().status())).orElse(OptionalInt.empty()),
        cost.map(c -> OptionalLong.of(c.instructionsWarm())).orElse(OptionalLong.empty()),
        cost.map(c -> OptionalLong.of(c.heapPeak())).orElse(OptionalLong.empty()),
        failures,
        answer.map(InvokeReport::logs).orElse(List.of()),
        System.nanoTime() - start);
  }

  private void check(EventTest test, HttpResponse response, List<Diagnostic> failures) {
    String file = TextFiles.displayName(test.file());
    if (update && test.isSnapshot()) {
      if (test.update(response)) {
        screen.say("wrote " + TextFiles.displayName(test.snapshot()));
      }
    } else if (test.expected().isEmpty()) {
      failures.add(
          Diagnostic.error(test.name() + ": nothing says what response is expected")
              .at(file)
              .withHelp("isere test --update takes the one that comes"));
    } else {
      String where = test.isSnapshot() ? TextFiles.displayName(test.snapshot()) : file;
      test.expected()
          .get()
          .mismatch(response)
          .map(wrong -> Diagnostic.error(test.name() + ": " + wrong).at(where))
          .map(e -> test.isSnapshot() ? e.withHelp("if it is right: isere test --update") : e)
          .ifPresent(failures::add);
    }
  }

  private void holdTo(EventTest test, Cost cost, List<Diagnostic> failures) {
    Optional.ofNullable(budgets.instructions().get(test.name()))
        .filter(budget -> cost.instructionsWarm() > budget)
        .ifPresent(
            budget ->
                failures.add(
                    over(
                        test.name() + ": a warm call takes",
                        cost.instructionsWarm(),
                        "instructions",
                        budget,
                        "budgets.instructions." + test.name())));
    long heap = budgets.heapPeakBytes();
    if (heap > 0 && cost.heapPeak() > heap) {
      failures.add(
          over(
              test.name() + ": it takes up to",
              cost.heapPeak(),
              "bytes of JavaScript heap",
              heap,
              "budgets.heap_peak_bytes"));
    }
  }

  /** A budget that nothing is held to is not kept. */
  private List<Diagnostic> unheld(EventTest test, String why) {
    List<String> options = new ArrayList<>();
    if (budgets.instructions().containsKey(test.name())) {
      options.add("budgets.instructions." + test.name());
    }
    if (budgets.heapPeakBytes() > 0) {
      options.add("budgets.heap_peak_bytes");
    }
    return options.stream()
        .map(it -> Diagnostic.error(test.name() + ": no figure for `" + it + "`: " + why))
        .toList();
  }

  private static Diagnostic over(String what, long value, String unit, long budget, String option) {
    return Diagnostic.error(
        String.format(
            Locale.ROOT, "%s %,d %s, and `%s` is %,d", what, value, unit, option, budget));
  }
}
