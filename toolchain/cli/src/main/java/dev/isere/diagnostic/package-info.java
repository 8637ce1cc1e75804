/**
 * What went wrong, as values: where, why and what helps. Knows nobody; rendering is the command
 * line's business.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.diagnostic;
