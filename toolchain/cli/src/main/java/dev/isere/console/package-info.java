/**
 * What a board says: its serial port over USB, or the log of one that is emulated.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.console;
