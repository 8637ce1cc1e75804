/*
 * Where Zephyr is looked for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where Zephyr is looked for. */
final class ZephyrArguments {
  @Option(
      names = "--zephyr",
      paramLabel = "DIR",
      description = "A checkout of Zephyr, or its workspace (default: what `isere setup` made).")
  private Path zephyr;

  /** What the person named. */
  Optional<Path> named() {
    return Optional.ofNullable(zephyr);
  }
}
