/*
 * One module made of a handler and all that it imports.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import dev.isere.diagnostic.Diagnostic;
import java.util.List;

/**
 * One module made of a handler and all that it imports.
 *
 * @param name the module's name: the handler's file name
 * @param source UTF-8 text of one ES module that imports nothing and exports {@code handler}; not
 *     to be changed
 * @param parts what it is made of, the largest first
 * @param warnings what esbuild thought odd
 */
public record Bundle(
    String name, byte[] source, List<BundlePart> parts, List<Diagnostic> warnings) {
  public Bundle {
    parts = List.copyOf(parts);
    warnings = List.copyOf(warnings);
  }
}
