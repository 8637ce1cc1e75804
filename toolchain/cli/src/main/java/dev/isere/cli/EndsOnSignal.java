/*
 * A command that lasts until it is told to end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.ExitCode;

/** Work during which a signal that ends the process means that it is done: exit code 0. */
final class EndsOnSignal {
  private EndsOnSignal() {}

  /**
   * Does the work.
   *
   * @param last is done when the signal comes
   */
  static void during(Runnable work, Runnable last) {
    Thread hook = new Thread(() -> end(last), "end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      work.run();
    } finally {
      remove(hook);
    }
  }

  private static void end(Runnable last) {
    last.run();
    Runtime.getRuntime().halt(ExitCode.DONE.value());
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal has come: the hook ends the process.
      return;
    }
  }
}
