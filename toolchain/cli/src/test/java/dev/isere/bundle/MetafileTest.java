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
                  "imports": [
                    {"path": "https://x.y/z.js", "kind": "import-statement", "external": true}
                  ],
                  "exports": ["handler"], "entryPoint": "h.js",
                  "inputs": {"h.js": {"bytesInOutput": 88}}, "bytes": 1585
                }
              }
            }
            """);
    assertEquals(
        new Metafile(
            List.of("handler"),
            List.of(
                new Metafile.Input("old.js", true, List.of(), 0),
                new Metafile.Input("h.js", false, List.of("https://x.y/z.js"), 88))),
        metafile);
  }

  /** TypeScript drops them, and esbuild does not look what they mean. */
  @Test
  void takesNoImportThatNothingUsesForOneFromOutside() {
    Metafile metafile =
        Metafile.parse(
            """
            {
              "inputs": {
                "h.ts": {
                  "bytes": 64,
                  "imports": [{"path": "./a", "kind": "import-statement", "external": true}],
                  "format": "esm"
                }
              },
              "outputs": {"o.js": {"imports": [], "exports": ["handler"], "inputs": {}}}
            }
            """);
    assertEquals(List.of(new Metafile.Input("h.ts", false, List.of(), 0)), metafile.inputs());
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
    assertEquals(List.of(new Metafile.Input("h.js", false, List.of(), 0)), metafile.inputs());
  }

  @Test
  void sumsUpPackagesAndOwnFiles() {
    Metafile metafile =
        new Metafile(
            List.of("handler"),
            List.of(
                input("handler.js", 90),
                input("node_modules/left-pad/index.js", 100),
                input("node_modules/left-pad/lib/a.js", 11),
                input("../node_modules/@scope/x/node_modules/@in/y/i.js", 7),
                input("lib/node_modules.js", 5)));
    assertEquals(
        List.of(
            new BundlePart("left-pad", true, 111),
            new BundlePart("handler.js", false, 90),
            new BundlePart("@in/y", true, 7),
            new BundlePart("lib/node_modules.js", false, 5)),
        BundlePart.of(metafile));
  }

  private static Metafile.Input input(String path, long bytes) {
    return new Metafile.Input(path, false, List.of(), bytes);
  }
}
