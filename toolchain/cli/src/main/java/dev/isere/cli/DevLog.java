/*
 * What a controlled runtime writes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.AccessRecord;
import dev.isere.build.ControlAnswer;
import dev.isere.build.LogRecord;
import dev.isere.build.RuntimeProcess;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import dev.isere.trace.Symbolicator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a controlled runtime writes: a function's log, a line for each response, and answers to
 * control messages. Two functions may write at once, one that is current and one that finishes its
 * requests; their request ids tell whose stack trace it is.
 */
final class DevLog {
  private static final int PREFIX_CHARS = 8;

  /** Beyond what loading and draining may take, see {@link #replace}. */
  private static final long ANSWER_MARGIN_MS = 30_000;

  private static final long MEMORY_LIMIT_MS = 2_000;

  private final DevScreen screen;
  private final Map<String, Symbolicator> readers = new HashMap<>();
  private final Map<Integer, Order> orders = new HashMap<>();
  private final Map<Integer, CompletableFuture<ControlAnswer>> questions = new HashMap<>();
  private Symbolicator current;
  private Order loading;
  private int lastId;

  /** A function that is to replace another. */
  private record Order(
      MadeFunction function, List<LogRecord> log, CompletableFuture<ControlAnswer> answer) {}

  DevLog(Screen screen) {
    this.screen = new DevScreen(screen);
  }

  /** The log of a runtime that starts with a function. */
  synchronized StartLog start(MadeFunction function) {
    readers.clear();
    current = function.symbolicator();
    return new StartLog(current, this::take, this::takeLine);
  }

  /**
   * Replaces the function and waits until new requests are the new one's.
   *
   * @param drainMs how long the runtime waits for the requests of a function before
   * @throws IsereException with what it logged, if it does not load
   */
  void replace(RuntimeProcess runtime, MadeFunction function, long drainMs) {
    Order order = new Order(function, new ArrayList<>(), new CompletableFuture<>());
    int id;
    synchronized (this) {
      id = ++lastId;
      orders.put(id, order);
    }
    Optional<ControlAnswer> answer =
        runtime.replaceFunction(id, function.image())
            ? await(order.answer(), drainMs + ANSWER_MARGIN_MS)
            : Optional.empty();
    synchronized (this) {
      orders.remove(id);
    }
    if (answer.isEmpty()) {
      throw IsereException.failed(Diagnostic.error("the runtime did not take the function"));
    }
    if (!answer.get().state().equals("replaced")) {
      throw IsereException.failed(reasons(order, answer.get()));
    }
    order.log().forEach(entry -> show(entry, function.symbolicator()));
  }

  private static List<Diagnostic> reasons(Order order, ControlAnswer refused) {
    List<LogRecord> errors = order.log().stream().filter(LogRecord::isError).toList();
    List<Diagnostic> reasons =
        new ArrayList<>(StartLog.diagnostics(order.function().symbolicator(), errors));
    if (reasons.isEmpty()) {
      reasons.add(Diagnostic.error("the function was refused: " + refused.text("reason")));
    }
    return reasons;
  }

  /** One line on the state of the heap; empty when the runtime does not answer. */
  Optional<String> memory(RuntimeProcess runtime) {
    CompletableFuture<ControlAnswer> question = new CompletableFuture<>();
    int id;
    synchronized (this) {
      id = ++lastId;
      questions.put(id, question);
    }
    Optional<ControlAnswer> answer =
        runtime.askForMemory(id) ? await(question, MEMORY_LIMIT_MS) : Optional.empty();
    synchronized (this) {
      questions.remove(id);
    }
    return answer.map(
        state ->
            String.format(
                "heap: %s in use, %s at most so far, of %s",
                FileSize.brief(state.number("used")),
                FileSize.brief(state.number("peak")),
                FileSize.brief(state.number("limit"))));
  }

  private static Optional<ControlAnswer> await(
      CompletableFuture<ControlAnswer> answer, long limitMs) {
    try {
      return Optional.of(answer.get(limitMs, TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private synchronized void take(LogRecord entry) {
    Optional<AccessRecord> access = AccessRecord.of(entry);
    if (access.isPresent()) {
      screen.request(access.get());
    } else if (loading != null && entry.requestId().isEmpty()) {
      loading.log().add(entry);
    } else {
      show(entry, readerOf(entry));
    }
  }

  private Symbolicator readerOf(LogRecord entry) {
    return entry
        .requestId()
        .filter(id -> id.length() > PREFIX_CHARS)
        .map(id -> readers.get(id.substring(0, PREFIX_CHARS)))
        .orElse(current);
  }

  private void show(LogRecord entry, Symbolicator reader) {
    screen.log(entry, reader.trace(entry.message()));
  }

  private synchronized void takeLine(String line) {
    Optional<ControlAnswer> answer = ControlAnswer.parse(line);
    if (answer.isPresent()) {
      take(answer.get());
    } else {
      screen.other(line);
    }
  }

  private void take(ControlAnswer answer) {
    Order order = orders.get(answer.id());
    switch (answer.state()) {
      case "serving" -> readers.put(answer.text("requests"), current);
      case "loading" -> loading = order;
      case "memory" ->
          Optional.ofNullable(questions.get(answer.id())).ifPresent(q -> q.complete(answer));
      default -> {
        loading = null;
        if (order != null) {
          end(order, answer);
        }
      }
    }
  }

  private void end(Order order, ControlAnswer answer) {
    if (answer.state().equals("replaced")) {
      current = order.function().symbolicator();
      readers.put(answer.text("requests"), current);
    }
    order.answer().complete(answer);
  }
}
