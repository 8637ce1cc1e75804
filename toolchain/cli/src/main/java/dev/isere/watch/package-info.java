/**
 * Notices which files change. What that means, whoever is told finds out for themselves.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.watch;
