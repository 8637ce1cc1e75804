/**
 * A handler and the files it imports become one module, by esbuild. Starts a process, like {@code
 * build}; nothing else does.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;
