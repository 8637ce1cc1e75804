/*
 * Why a UF2 file is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.uf2;

import java.util.Locale;

/** Why a UF2 file is refused. */
public final class Uf2RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  Uf2RefusedException(String format, Object... values) {
    super(String.format(Locale.ROOT, format, values));
  }
}
