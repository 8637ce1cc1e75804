/**
 * Starts the processes that make and serve: now the runtime of this machine, later compilers,
 * emulators and flash tools.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;
