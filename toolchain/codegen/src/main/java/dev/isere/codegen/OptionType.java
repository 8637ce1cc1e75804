// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.util.Locale;

/** The type of an option's value. */
enum OptionType {
  /** A whole number from 0 to 4294967295. */
  INT,
  BOOL,
  /** One of a few words. */
  ENUM,
  STRING,
  /** Names to texts. */
  MAP,
  /** Names to whole numbers from 1 to 4294967295. */
  COUNTS;

  /** As it stands in options.yaml. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
