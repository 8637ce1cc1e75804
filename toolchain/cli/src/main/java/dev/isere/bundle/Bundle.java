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
 * @param source ASCII text of one ES module that imports nothing and exports {@code handler}; not
 *     to be changed. One byte, one character, one UTF-16 unit: columns mean the same to the engine
 *     and to the source map
 * @param sourceMap the source map (ECMA-426) of {@code source}, its sources relative to the
 *     handler's folder; not to be changed
 * @param parts what it is made of, the largest first
 * @param warnings what esbuild thought odd
 */
public record Bundle(
    String name,
    byte[] source,
    byte[] sourceMap,
    List<BundlePart> parts,
    List<Diagnostic> warnings) {
  public Bundle {
    parts = List.copyOf(parts);
    warnings = List.copyOf(warnings);
  }
}
