/*
 * How esbuild bundles.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import java.util.ArrayList;
import java.util.List;

/** How esbuild bundles: everything but the entry, as on its command line. */
final class EsbuildFlags {
  private static final List<String> FLAGS =
      List.of(
          "--bundle",
          "--format=esm",
          // Everything of ES2024 that esbuild knows, the engine knows too; what came later is
          // lowered.
          "--target=es2024",
          "--platform=neutral",
          "--tree-shaking=true",
          "--legal-comments=none",
          // So that the engine's columns are those of the source map, whatever the text holds.
          "--charset=ascii",
          "--sourcemap=external",
          "--sources-content=true",
          "--log-level=silent",
          "--metafile",
          // Never written; in the handler's folder, so that the map's sources are relative to it.
          "--outfile=.isere-bundle.js");

  /** Packages say by these names which of their files suit a server that has no Node. */
  private static final List<String> PACKAGES =
      List.of("--main-fields=browser,module,main", "--conditions=isere,worker,browser,module");

  /** Endings of what is imported as text; templates/project/typescript/files.d.ts has them too. */
  static final List<String> TEXT_FILES = List.of("css", "csv", "html", "md", "svg", "txt", "xml");

  private EsbuildFlags() {}

  static List<String> flags() {
    List<String> all = new ArrayList<>(FLAGS);
    all.addAll(PACKAGES);
    TEXT_FILES.forEach(ending -> all.add("--loader:." + ending + "=text"));
    return List.copyOf(all);
  }
}
