/*
 * Hears how far a setup is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

/** Hears how far a setup is. */
public interface SetupListener {
  /** A step begins. */
  void step(String title);

  /**
   * A step goes on.
   *
   * @param done how much of it
   * @param total all of it, in the same unit; 0 when nobody knows
   */
  void progress(long done, long total, String what);

  /** A command is about to be run. */
  void command(String shown);
}
