/*
 * isere --version
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.bytecode.BytecodeCompiler;
import dev.isere.diagnostic.ExitCode;

/** Shows the versions of isère and its engine. */
final class VersionReport {
  private final Screen screen;

  VersionReport(Screen screen) {
    this.screen = screen;
  }

  /** Prints them; gives the exit code. */
  int print() {
    screen.print("isere " + Version.isere());
    screen.print("engine " + BytecodeCompiler.engineId());
    return ExitCode.DONE.value();
  }
}
