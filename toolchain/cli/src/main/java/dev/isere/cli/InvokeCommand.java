/*
 * isere invoke
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.build.LogRecord;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.project.Project;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calls a handler once. */
@Command(name = "invoke", description = "Calls a handler once and shows its response.")
final class InvokeCommand implements Callable<Integer> {
  /** The runtime answers 504 by itself when its time is over; this much later it has failed. */
  private static final long ANSWER_MARGIN_MS = 10_000;

  private final RootCommand root;

  @Mixin private ProjectArguments arguments;
  @Mixin private RequestArguments requestArguments;
  @Mixin private BoardRoots boardRoots;

  @Option(
      names = "--board",
      paramLabel = "NAME",
      defaultValue = "native",
      description = "Where to call it: native, or m33-sim, which says what it costs on a chip.")
  private String boardName;

  @Option(names = "--json", description = "Print response and logs as one JSON object.")
  private boolean json;

  InvokeCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    HttpRequest request = requestArguments.request();
    Board board = new BoardCatalogue(boardRoots.paths()).find(boardName);
    if (board.build() == Board.Build.ZEPHYR) {
      throw IsereException.usage(
          Diagnostic.error("functions are not called on " + board.name() + " one by one")
              .withHelp("isere invoke HANDLER --board m33-sim says what a call costs on a chip"));
    }
    Project project = arguments.load(board.port());
    byte[] image = new FunctionMaker(root).make(project);
    InvokeReport report =
        board.build() == Board.Build.M33_SIM
            ? onChip(request, project, image)
            : here(request, project, image);
    if (json) {
      root.screen().print(report.json());
    } else {
      report.show(root.screen());
    }
    return (report.response().isServerError() ? ExitCode.FAILED : ExitCode.DONE).value();
  }

  private InvokeReport onChip(HttpRequest request, Project project, byte[] image) {
    List<LogRecord> logs = new ArrayList<>();
    try (EmulatedFunction function = EmulatedFunction.start(root, project, image, logs::add)) {
      CostMeter.Measured measured = CostMeter.measure(function, request);
      logs.addAll(measured.first().logs());
      return new InvokeReport(measured.first().response(), logs, measured.cost());
    }
  }

  private InvokeReport here(HttpRequest request, Project project, byte[] image) {
    List<LogRecord> logs = Collections.synchronizedList(new ArrayList<>());
    try (LocalRuntime runtime =
        LocalRuntime.start(root, project, image, ServerAddress.PRIVATE, logs::add)) {
      HttpResponse response = send(runtime, request, project.options().function().timeoutMs());
      runtime.stop();
      return new InvokeReport(response, List.copyOf(logs), Optional.empty());
    } catch (IsereException e) {
      logs.forEach(root.screen()::log);
      throw e;
    }
  }

  private static HttpResponse send(LocalRuntime runtime, HttpRequest request, long timeoutMs) {
    URI address = URI.create(runtime.address());
    try {
      int limitMs = Math.toIntExact(timeoutMs + ANSWER_MARGIN_MS);
      return HttpExchange.send(address.getHost(), address.getPort(), request, limitMs);
    } catch (IOException e) {
      runtime.giveWayToEnd();
      throw new IsereException(
          ExitCode.FAILED, Diagnostic.error("no response: " + e.getMessage()), e);
    }
  }
}
