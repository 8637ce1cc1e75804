// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.util.Locale;

/** What an int counts. */
enum Unit {
  BYTES,
  MS,
  COUNT,
  NONE;

  /** As it stands in options.yaml. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
