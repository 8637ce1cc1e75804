/*
 * Calls functions somewhere.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.LogRecord;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.project.Project;
import dev.isere.trace.Symbolicator;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Starts a function and calls it. */
interface FunctionCaller {
  /**
   * Starts the function and calls it.
   *
   * @throws IsereException if it does not start or does not answer
   */
  InvokeReport call(HttpRequest request);

  /** The same with stack traces in terms of the function's own files. */
  default FunctionCaller reading(Symbolicator symbolicator) {
    return request -> {
      InvokeReport report = call(request);
      return new InvokeReport(
          report.response(),
          report.logs().stream().map(entry -> FunctionLog.translated(entry, symbolicator)).toList(),
          report.cost(),
          report.uncounted());
    };
  }

  /** On this machine. */
  record Here(RootCommand root, Project project, MadeFunction function) implements FunctionCaller {
    /** The runtime answers 504 by itself when its time is over; this much later it has failed. */
    private static final long ANSWER_MARGIN_MS = 10_000;

    @Override
    public InvokeReport call(HttpRequest request) {
      List<LogRecord> logs = Collections.synchronizedList(new ArrayList<>());
      try (LocalRuntime runtime =
          LocalRuntime.start(root, project, function, ServerAddress.PRIVATE, logs::add)) {
        HttpResponse response = send(runtime, request);
        runtime.stop();
        return new InvokeReport(response, List.copyOf(logs), Optional.empty(), Optional.empty());
      } catch (IsereException e) {
        logs.forEach(new FunctionLog(root.screen(), function.symbolicator()));
        throw e;
      }
    }

    private HttpResponse send(LocalRuntime runtime, HttpRequest request) {
      URI address = URI.create(runtime.address());
      try {
        long limitMs = project.options().function().timeoutMs() + ANSWER_MARGIN_MS;
        return HttpExchange.send(
            address.getHost(), address.getPort(), request, Math.toIntExact(limitMs));
      } catch (IOException e) {
        runtime.giveWayToEnd();
        throw new IsereException(
            ExitCode.FAILED, Diagnostic.error("no response: " + e.getMessage()), e);
      }
    }
  }

  /** On the emulated chip, which is reset for each call. */
  record OnChip(FittedChip chip, Project project) implements FunctionCaller {
    @Override
    public InvokeReport call(HttpRequest request) {
      List<LogRecord> logs = new ArrayList<>();
      EmulatedFunction function = EmulatedFunction.start(chip, project, logs::add);
      CostMeter.Measured measured = CostMeter.measure(function, request);
      logs.addAll(measured.logs());
      return new InvokeReport(
          measured.first().response(), logs, measured.cost(), measured.uncounted());
    }
  }
}
