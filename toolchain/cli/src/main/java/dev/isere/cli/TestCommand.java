/*
 * isere test
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.board.ChipMemory;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.project.Options;
import dev.isere.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the event files of a project and holds the function to its budgets. */
@Command(
    name = "test",
    description = "Calls a handler with the events of its tests folder and checks its budgets.")
final class TestCommand implements Callable<Integer> {
  private final RootCommand root;

  @Mixin private ProjectArguments arguments;
  @Mixin private BoardRoots boardRoots;

  @Option(
      names = "--board",
      paramLabel = "NAME",
      completionCandidates = BoardNames.Calling.class,
      defaultValue = "native",
      description = "Where to call it: native, or m33-sim, which counts (default: native).")
  private String boardName;

  @Option(names = "--update", description = "Write snapshots of the responses as they are now.")
  private boolean update;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit's XML to FILE.")
  private Path junit;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  TestCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    if (junit != null) {
      OutputFolder.check(junit, "--junit");
    }
    BoardCatalogue boards = new BoardCatalogue(boardRoots.paths());
    Board board = boards.find(boardName);
    if (board.build() == Board.Build.ZEPHYR) {
      throw IsereException.usage(
          Diagnostic.error("functions are not tested on " + board.name() + " itself")
              .withHelp(arguments.command("test") + " --board m33-sim runs them on such a chip"));
    }
    Project project = arguments.load(board.port());
    Options.Budgets budgets = project.options().budgets();
    List<EventTest> tests = EventTest.readAll(arguments.folder().resolve(EventTest.FOLDER));
    TestRunner.checkBudgets(budgets, tests);
    MadeFunction made = FunctionMaker.makeOnce(root, project);
    List<TestOutcome> outcomes =
        board.build() == Board.Build.M33_SIM
            ? onChip(project, made, ChipMemory.of(board, boards).orElseThrow(), tests)
            : runner(new FunctionCaller.Here(root, project, made), made, budgets)
                .run(made.image().length, tests);
    TestReport report = new TestReport(project.name(), board.name(), outcomes, budgets);
    report.show(root.screen(), made.image().length, json);
    if (junit != null) {
      OutputFolder.write(junit, report.junit());
    }
    return (report.passed() ? ExitCode.DONE : ExitCode.FAILED).value();
  }

  private TestRunner runner(FunctionCaller caller, MadeFunction made, Options.Budgets budgets) {
    return new TestRunner(caller.reading(made.symbolicator()), budgets, update, root.screen());
  }

  /** One emulator for all of them. A function that does not fit is one failure, not many. */
  private List<TestOutcome> onChip(
      Project project, MadeFunction made, ChipMemory memory, List<EventTest> tests) {
    try (FittedChip chip = FittedChip.start(root, boardName, memory, project, made)) {
      Optional<TestOutcome> unfit =
          chip.fit().failure().map(e -> TestOutcome.of("loads", e.diagnostics()));
      List<TestOutcome> outcomes = new ArrayList<>(unfit.stream().toList());
      outcomes.addAll(
          runner(new FunctionCaller.OnChip(chip, project), made, project.options().budgets())
              .run(made.image().length, unfit.isPresent() ? List.of() : tests));
      return outcomes;
    }
  }
}
