/*
 * isere logs
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.board.ZephyrBoard;
import dev.isere.console.BoardConsole;
import dev.isere.console.LogFile;
import dev.isere.console.MachinePorts;
import dev.isere.console.RecordJoiner;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.machine.UserFolders;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a board says. */
@Command(name = "logs", description = "Shows the console of a board, until Ctrl-C.")
final class LogsCommand implements Callable<Integer> {
  /** What {@code isere run} writes beside what it built for an emulated board. */
  private static final String CONSOLE_LOG = "console.log";

  private final RootCommand root;

  @Mixin private BoardRoots boardRoots;

  @Option(
      names = "--board",
      paramLabel = "NAME",
      completionCandidates = BoardNames.Real.class,
      defaultValue = "pico2",
      description = "Which board's; an emulated one's is in build/NAME (default: pico2).")
  private String boardName;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Its serial port, such as /dev/ttyACM0 (default: found by its USB ids).")
  private String port;

  LogsCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    Board board = new BoardCatalogue(boardRoots.paths()).find(boardName);
    ZephyrBoard zephyr =
        board
            .zephyr()
            .orElseThrow(
                () ->
                    IsereException.usage(
                        Diagnostic.error("`" + boardName + "` shows its log where it runs")
                            .withHelp("isere run")));
    boolean emulated = zephyr.run().isPresent() && port == null;
    Path folder = Path.of("build", boardName);
    ConsoleTraces traces = ConsoleTraces.of(root.screen(), folder);
    try (RecordJoiner records = new RecordJoiner(traces)) {
      EndsOnSignal.during(() -> follow(emulated, folder, records), records::flush);
    }
    return ExitCode.DONE.value();
  }

  private void follow(boolean emulated, Path folder, Consumer<String> lines) {
    Screen screen = root.screen();
    if (emulated) {
      LogFile.follow(folder.resolve(CONSOLE_LOG), lines, screen::say, () -> true);
    } else {
      new BoardConsole(
              new MachinePorts(UserFolders.ofThisProcess().cache().resolve("serial")),
              Optional.ofNullable(port),
              BoardIds.of(folder),
              lines,
              screen::say)
          .follow(() -> true);
    }
  }
}
