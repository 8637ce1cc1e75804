/*
 * Tests of reading esbuild's metafile, as recorded.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetafileTest {
  @Test
  void findsExportsFormatsAndWhatLiesOutside() {
    Metafile metafile =
        Metafile.parse(
            """
            {
              "inputs": {
                "old.js": {"bytes": 57, "imports": [], "format": "cjs"},
                "h.js": {
                  "bytes": 64,
                  "imports": [
                    {"path": "old.js", "kind": "import-statement", "original": "./old.js"},
                    {"path": "https://x.y/z.js", "kind": "import-statement", "external": true}
                  ],
                  "format": "esm"
                }
              },
              "outputs": {
                "../out.js": {
                  "imports": [], "exports": ["handler"], "entryPoint": "h.js",
                  "inputs": {"h.js": {"bytesInOutput": 88}}, "bytes": 1585
                }
              }
            }
            """);
    assertEquals(
        new Metafile(
            List.of("handler"),
            List.of(
                new Metafile.Input("old.js", true, List.of()),
                new Metafile.Input("h.js", false, List.of("https://x.y/z.js")))),
        metafile);
  }

  /** A handler that mentions {@code require} brings esbuild's helper for it along. */
  @Test
  void takesNoHelperOfEsbuildForAnImport() {
    Metafile metafile =
        Metafile.parse(
            """
            {
              "inputs": {
                "h.js": {
                  "bytes": 64,
                  "imports": [{"path": "<runtime>", "kind": "import-statement", "external": true}],
                  "format": "esm"
                }
              },
              "outputs": {}
            }
            """);
    assertEquals(List.of(new Metafile.Input("h.js", false, List.of())), metafile.inputs());
  }
}
