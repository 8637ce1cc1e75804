/*
 * A runtime that cannot serve, whatever the function.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.IsereException;

/** A runtime that cannot serve, whatever the function: another save would not help. */
final class CannotServeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotServeException(IsereException reason) {
    super(reason.getMessage(), reason);
  }

  IsereException reason() {
    return (IsereException) getCause();
  }
}
