/*
 * What the command line tells the shell.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.diagnostic;

/** The exit codes of every command. */
public enum ExitCode {
  /** Done. */
  DONE(0),
  /** The work failed: the handler, the project or an image is to blame. */
  FAILED(1),
  /** The command was used wrongly. */
  USAGE(2),
  /** The machine lacks something. */
  MACHINE(3),
  /** isère itself is to blame. */
  BUG(4);

  private final int value;

  ExitCode(int value) {
    this.value = value;
  }

  /** The number the process exits with. */
  public int value() {
    return value;
  }
}
