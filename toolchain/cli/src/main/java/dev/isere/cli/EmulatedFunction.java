/*
 * A function on the emulated chip.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.EmulatedChip;
import dev.isere.build.LogRecord;
import dev.isere.build.SimFirmware;
import dev.isere.build.SimFrame;
import dev.isere.build.SimReport;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import dev.isere.project.Project;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A function on the emulated chip, called as often as wanted over one connection; over another one
 * where the runtime ends it.
 */
final class EmulatedFunction {
  private static final String AUTHORITY = "m33-sim";

  /** Connections are numbered from 0 to this, exclusive. */
  private static final int CONNECTIONS = 128;

  /** How long one turn may take on this machine, far beyond what any limit of a function allows. */
  private static final long TURN_LIMIT_SECONDS = 600;

  /** The chip's clock may run this much longer than a call may take. */
  private static final long MARGIN_US = 10_000_000;

  /** Bytes that may be under way to the chip; it has room for 65536. */
  private static final int MAX_UNTAKEN_BYTES = 65_536;

  private final EmulatedChip chip;
  private final long patienceUs;
  private final SimReport ready;
  private SimReport last;
  private int connection;
  private boolean open;
  private int untaken;

  private EmulatedFunction(EmulatedChip chip, SimReport ready, long patienceUs) {
    this.chip = chip;
    this.ready = ready;
    this.last = ready;
    this.patienceUs = patienceUs;
  }

  /** Starts the emulator. */
  static EmulatedChip chip(RootCommand root, SimFirmware firmware) {
    List<String> command = EmulatedChip.command(firmware.elf());
    if (root.verbose()) {
      root.screen().say("+ " + String.join(" ", command));
    }
    return EmulatedChip.start(command, TURN_LIMIT_SECONDS);
  }

  /**
   * Boots a function.
   *
   * @param log gets what is logged meanwhile
   * @throws IsereException with the reason if the chip does not come to serve it
   */
  static EmulatedFunction start(FittedChip fitted, Project project, Consumer<LogRecord> log) {
    EmulatedChip.Boot boot = fitted.fit().start();
    boot.log().forEach(log);
    long patienceUs = project.options().function().timeoutMs() * 1000 + MARGIN_US;
    return new EmulatedFunction(fitted.chip(), boot.report().orElseThrow(), patienceUs);
  }

  /**
   * A response.
   *
   * @param instructions from the request's first byte until the chip had nothing more to do
   * @param logs what was logged meanwhile
   */
  record Call(HttpResponse response, long instructions, List<LogRecord> logs) {
    Call {
      logs = List.copyOf(logs);
    }
  }

  /**
   * Calls the function.
   *
   * @throws IsereException if there is no sound response
   */
  Call call(HttpRequest request) {
    Outgoing message = new Outgoing(HttpExchange.encode(request, AUTHORITY));
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    List<LogRecord> logs = new ArrayList<>();
    long instructions = 0;
    long until = last.nowUs() + patienceUs;
    long idleUs = 0;
    while (true) {
      List<SimFrame> answers = chip.turn(frames(message), idleUs);
      last = EmulatedChip.report(answers);
      logs.addAll(EmulatedChip.logs(answers));
      boolean progress = take(answers, received);
      instructions += last.instructions();
      Optional<HttpResponse> response = read(request, received.toByteArray());
      if (response.isPresent()) {
        if (!open || closes(response.get())) {
          leave();
        }
        return new Call(response.get(), instructions, logs);
      }
      boolean more = !message.isSent() && progress;
      if (!open || last.nowUs() > until || (last.dueUs().isEmpty() && !more)) {
        throw IsereException.failed(Diagnostic.error("no response from the emulated chip"));
      }
      idleUs = more ? 0 : last.dueUs().orElseThrow();
    }
  }

  /** A message of which the chip takes only so much at once. */
  private static final class Outgoing {
    private final byte[] bytes;
    private int sent;

    Outgoing(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean isSent() {
      return sent == bytes.length;
    }

    byte[] next(int most) {
      int from = sent;
      sent = Math.min(bytes.length, from + most);
      return Arrays.copyOfRange(bytes, from, sent);
    }
  }

  /** What the client does next. */
  private List<SimFrame> frames(Outgoing message) {
    List<SimFrame> frames = new ArrayList<>();
    if (!open) {
      frames.add(SimFrame.of(SimFrame.OPEN, connection));
      open = true;
      untaken = 0;
    }
    byte[] part = message.next(MAX_UNTAKEN_BYTES - untaken);
    if (part.length > 0) {
      frames.add(new SimFrame(SimFrame.DATA, connection, part));
      untaken += part.length;
    }
    return frames;
  }

  /** Takes what the chip sends; true when it has received something. */
  private boolean take(List<SimFrame> answers, ByteArrayOutputStream received) {
    boolean progress = false;
    for (SimFrame answer : answers) {
      if (answer.kind() == SimFrame.OUTPUT) {
        received.writeBytes(answer.payload());
      } else if (answer.kind() == SimFrame.FIN || answer.kind() == SimFrame.CLOSED) {
        open = false;
      } else if (answer.kind() == SimFrame.TAKEN) {
        untaken -= answer.integers().getInt();
        progress = true;
      }
    }
    return progress;
  }

  private static boolean closes(HttpResponse response) {
    return HttpResponse.find(response.headers(), "connection").filter("close"::equals).isPresent();
  }

  /**
   * Ends this side of a connection that the runtime has ended on its own, as a client does: after a
   * request that it has not read to its end the runtime waits for that. The next call opens
   * another.
   */
  private void leave() {
    last = EmulatedChip.report(chip.turn(List.of(SimFrame.of(SimFrame.END, connection)), 0));
    connection = (connection + 1) % CONNECTIONS;
    open = false;
  }

  private static Optional<HttpResponse> read(HttpRequest request, byte[] received) {
    try {
      return Optional.of(HttpExchange.read(request, new ByteArrayInputStream(received)));
    } catch (EOFException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw IsereException.failed(Diagnostic.error("no response: " + e.getMessage()));
    }
  }

  /** The state before the first call. */
  SimReport ready() {
    return ready;
  }

  /** The state after the last call. */
  SimReport last() {
    return last;
  }
}
