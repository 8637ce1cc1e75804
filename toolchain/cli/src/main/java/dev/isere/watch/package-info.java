/**
 * Notices that files change. Tells that, never what: whoever is told looks for themselves.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.watch;
