/**
 * The commands: parse, call, print, exit code. Only here messages are rendered, and only {@link
 * dev.isere.cli.Main} ends the process.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;
