/*
 * Where isère itself lies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where isère itself lies: the launcher says so in system property {@code isere.home}. */
final class Home {
  private Home() {}

  /**
   * The project's root.
   *
   * @throws IsereException (exit code 3) if the launcher did not say
   */
  static Path folder() {
    String home = System.getProperty("isere.home", "");
    if (home.isEmpty() || !Files.isDirectory(Path.of(home))) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("isère does not know where it lies")
              .withHelp("start it by its launcher, ./isere"));
    }
    return Path.of(home);
  }
}
