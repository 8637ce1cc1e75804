/**
 * What is particular to the machine at hand: where its user's files lie. Knows nobody.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.machine;
