/*
 * The console of a plugged-in board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.console;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The console of a plugged-in board, across being unplugged and plugged in again. */
public final class BoardConsole {
  private static final long POLL_MS = 250;

  /** A port shows up a moment before it can be opened. */
  private static final int OPEN_TRIES = 20;

  private final SerialPorts ports;
  private final Optional<String> named;
  private final UsbId id;
  private final Consumer<String> lines;
  private final Consumer<String> talk;

  /**
   * @param named the port that a person names; empty to look for a USB device
   * @param id what to look for
   * @param lines gets what the board says
   * @param talk gets what happens to the port
   */
  public BoardConsole(
      SerialPorts ports,
      Optional<String> named,
      UsbId id,
      Consumer<String> lines,
      Consumer<String> talk) {
    this.ports = ports;
    this.named = named;
    this.id = id;
    this.lines = lines;
    this.talk = talk;
  }

  /**
   * Hands on what the board says.
   *
   * @param goesOn asked now and then whether to go on
   * @throws IsereException if a port cannot be opened, or more than one would do
   */
  public void follow(BooleanSupplier goesOn) {
    boolean again = false;
    while (goesOn.getAsBoolean()) {
      Optional<String> port = await(goesOn, again);
      if (port.isPresent()) {
        follow(port.get(), goesOn);
        again = true;
      }
    }
  }

  private Optional<String> await(BooleanSupplier goesOn, boolean again) {
    Optional<String> port = find();
    if (port.isEmpty()) {
      String what = named.orElse("a board (USB " + id + ")");
      talk.accept(again ? "unplugged; waiting for " + what : "waiting for " + what);
    }
    while (port.isEmpty() && goesOn.getAsBoolean()) {
      pause();
      port = find();
    }
    return port;
  }

  private Optional<String> find() {
    if (named.isPresent()) {
      return named.filter(ports::exists);
    }
    List<String> found = ports.of(id);
    if (found.size() > 1) {
      throw IsereException.usage(
          Diagnostic.error("there are " + found.size() + " boards: " + String.join(", ", found))
              .withHelp("isere logs --port " + found.get(0)));
    }
    return found.stream().findFirst();
  }

  private void follow(String port, BooleanSupplier goesOn) {
    LineSplitter splitter = new LineSplitter(lines);
    try (SerialPorts.Input in = open(port)) {
      talk.accept("the console of " + port + "; Ctrl-C ends");
      byte[] buffer = new byte[4096];
      while (goesOn.getAsBoolean()) {
        splitter.take(buffer, in.read(buffer));
      }
    } catch (IOException e) {
      // Unplugged: the next round waits for it to come back.
      pause();
    }
    splitter.finish();
  }

  private SerialPorts.Input open(String port) {
    IOException last = null;
    for (int tries = 0; tries < OPEN_TRIES; tries++) {
      try {
        return ports.open(port);
      } catch (IOException e) {
        last = e;
        pause();
      }
    }
    Diagnostic error = Diagnostic.error("cannot open " + port + ": " + last.getMessage());
    boolean denied = last.getMessage().contains("denied");
    throw new IsereException(
        ExitCode.MACHINE,
        denied
            ? error
                .withHelp("on Debian and Ubuntu: sudo usermod -aG dialout $USER")
                .withHelp("then log out and in again")
            : error.withHelp("is another terminal program open?"),
        last);
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IsereException.failed(Diagnostic.error("interrupted"));
    }
  }
}
