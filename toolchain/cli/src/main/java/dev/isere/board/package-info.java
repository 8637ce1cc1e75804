/**
 * The catalogue of boards: folders with a board.yaml, read at run time.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;
