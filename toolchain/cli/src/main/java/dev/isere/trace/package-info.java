/**
 * From the engine's positions in a bundle back to the person's own files: source maps and stack
 * traces.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;
