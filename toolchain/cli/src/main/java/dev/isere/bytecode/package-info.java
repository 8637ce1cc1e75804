/**
 * Source text to QuickJS bytecode, by the same engine that the runtime has. The only package that
 * knows JNI.
 *
 * <p>SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bytecode;
