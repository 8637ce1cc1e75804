/*
 * Collects every mistake in a document, so that they are reported together.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import java.util.ArrayList;
import java.util.List;

/** Collects mistakes. */
public final class Problems {
  private final List<Diagnostic> found = new ArrayList<>();

  /** Remembers one. */
  public void add(Diagnostic problem) {
    found.add(problem);
  }

  /** Whether there is none so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Ends the work if there is any.
   *
   * @throws IsereException with all of them
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw IsereException.failed(found);
    }
  }
}
