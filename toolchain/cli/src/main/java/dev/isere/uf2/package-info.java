/**
 * What goes into a board's flash, as values: ELF files in, UF2 files out and in. Does no input or
 * output.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.uf2;
