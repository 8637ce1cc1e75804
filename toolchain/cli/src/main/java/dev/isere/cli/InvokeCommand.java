/*
 * isere invoke
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.LogRecord;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.project.PortKind;
import dev.isere.project.Project;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calls a handler once. */
@Command(name = "invoke", description = "Calls a handler once and shows its response.")
final class InvokeCommand implements Callable<Integer> {
  /** The runtime answers 504 by itself when its time is over; this much later it has failed. */
  private static final long ANSWER_MARGIN_MS = 10_000;

  private static final int FIRST_SERVER_ERROR = 500;

  private final RootCommand root;

  @Mixin private ProjectArguments arguments;
  @Mixin private RequestArguments requestArguments;

  @Option(names = "--json", description = "Print response and logs as one JSON object.")
  private boolean json;

  InvokeCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    HttpRequest request = requestArguments.request();
    Project project = arguments.load(PortKind.LAPTOP);
    byte[] image = new FunctionMaker(root).make(project);
    List<LogRecord> logs = Collections.synchronizedList(new ArrayList<>());
    HttpResponse response;
    try (LocalRuntime runtime =
        LocalRuntime.start(root, project, image, ServerAddress.PRIVATE, logs::add)) {
      response = send(runtime, request, project.options().function().timeoutMs());
      runtime.stop();
    } catch (IsereException e) {
      logs.forEach(root.screen()::log);
      throw e;
    }
    InvokeReport report = new InvokeReport(response, List.copyOf(logs));
    if (json) {
      root.screen().print(report.json());
    } else {
      report.show(root.screen());
    }
    return (response.status() >= FIRST_SERVER_ERROR ? ExitCode.FAILED : ExitCode.DONE).value();
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
