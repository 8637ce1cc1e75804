/*
 * One call of a function.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

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

/** One call of a function, on this machine or on the emulated chip. */
final class SingleCall {
  /** The runtime answers 504 by itself when its time is over; this much later it has failed. */
  private static final long ANSWER_MARGIN_MS = 10_000;

  private final RootCommand root;
  private final Project project;
  private final MadeFunction function;
  private final FunctionLog log;

  SingleCall(RootCommand root, Project project, MadeFunction function) {
    this.root = root;
    this.project = project;
    this.function = function;
    this.log = new FunctionLog(root.screen(), function.symbolicator());
  }

  /** Shows what the function logs. */
  FunctionLog log() {
    return log;
  }

  /** Calls it on the emulated chip, which tells the cost too. */
  InvokeReport onChip(HttpRequest request) {
    List<LogRecord> logs = new ArrayList<>();
    try (EmulatedFunction chip = EmulatedFunction.start(root, project, function, logs::add)) {
      CostMeter.Measured measured = CostMeter.measure(chip, request);
      logs.addAll(measured.first().logs());
      return new InvokeReport(measured.first().response(), logs, measured.cost());
    }
  }

  /** Calls it on this machine. */
  InvokeReport here(HttpRequest request) {
    List<LogRecord> logs = Collections.synchronizedList(new ArrayList<>());
    try (LocalRuntime runtime =
        LocalRuntime.start(root, project, function, ServerAddress.PRIVATE, logs::add)) {
      HttpResponse response = send(runtime, request, project.options().function().timeoutMs());
      runtime.stop();
      return new InvokeReport(response, List.copyOf(logs), Optional.empty());
    } catch (IsereException e) {
      logs.forEach(log);
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
