/**
 * Puts firmware on a board: into the USB drive of its boot ROM, through picotool, through a debug
 * probe.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;
