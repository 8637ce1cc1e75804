/**
 * New projects out of {@code templates/project}.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.scaffold;
