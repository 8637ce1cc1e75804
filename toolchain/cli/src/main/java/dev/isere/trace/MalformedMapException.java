/*
 * Why a text is no source map.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;

/** Why a text is no source map. */
public final class MalformedMapException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedMapException(String message) {
    super(message);
  }
}
