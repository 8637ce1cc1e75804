/**
 * The terminal that a person sits at: single keys, and their browser. Starts processes for it
 * ({@code stty}, {@code xdg-open}).
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.terminal;
