// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.util.Locale;

/** What a change of an option costs. */
enum Scope {
  /** Travels with the function. */
  IMAGE,
  /** Means a new firmware on a board. */
  FIRMWARE,
  /** Goes into the generated Zephyr application. */
  BOARD,
  /** Read by the command line alone. */
  CLI;

  /** As it stands in options.yaml. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
