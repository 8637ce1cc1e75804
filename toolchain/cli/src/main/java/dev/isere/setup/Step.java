/*
 * A part of a setup.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import java.util.List;

/** A part of a setup. Run again after an interruption, it goes on where it was. */
public interface Step {
  /** What it makes. */
  String title();

  /** What it fetches, and about how much; empty when it fetches nothing. */
  String fetches();

  /** About how much it needs of the disk. */
  int diskMegabytes();

  /** Whether there is nothing left to do. */
  boolean isDone();

  /** The commands that do the same, as a person would type them. */
  List<String> commands();

  /**
   * Does it.
   *
   * @throws dev.isere.diagnostic.IsereException if it cannot be done
   */
  void run(SetupListener listener);
}
