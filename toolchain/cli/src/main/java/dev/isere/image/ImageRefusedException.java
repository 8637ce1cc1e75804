/*
 * Why a function image was refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import java.util.Locale;

/** A function image was refused; the message is one of the sentences of docs/function-image.md. */
public final class ImageRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  ImageRefusedException(String format, Object... arguments) {
    super(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
  }
}
