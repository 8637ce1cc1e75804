// A running `isere run`, or a running isere-runtime.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.PosixTarget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A process that says where it listens. */
record Run(Child child, InetSocketAddress address) implements AutoCloseable {

  /** {@code ./isere run HANDLER --port 0 ...} in the project's root. */
  static Run start(String handler, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", handler, "--port", "0"));
    arguments.addAll(List.of(more));
    return await(Cli.start(Home.root(), arguments.toArray(new String[0])));
  }

  /** Waits until a process listens. */
  static Run await(Child child) throws IOException {
    try {
      return new Run(child, PosixTarget.address(child.awaitOut(PosixTarget::saysListening)));
    } catch (AssertionError e) {
      child.close();
      throw e;
    }
  }

  String output() {
    return child.output();
  }

  /** Sends a signal and waits for the end; the exit code. */
  int stop(String signal) throws IOException {
    child.signal(signal);
    return child.await();
  }

  @Override
  public void close() throws IOException {
    child.close();
  }
}
