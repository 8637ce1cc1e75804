/**
 * The generated Zephyr application, as text: a project's options and a board's facts put into
 * templates. It depends on nothing of the function itself. Does no input or output.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.glue;
