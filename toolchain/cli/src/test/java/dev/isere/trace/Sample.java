/*
 * A bundle and its source map, as esbuild 0.23.1 made them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Two files, one of TypeScript with text beyond ASCII, as esbuild bundled them.
 *
 * <pre>
 *  2  var shout = (user) => user.name.toUpperCase() + "(15 characters)";
 *  5  var handler = (event) => {
 *  6    return { body: "(9 letters)" + shout(event) };
 * </pre>
 */
final class Sample {
  static final String GREET_LINE =
      "export const shout = (user: User) => user.name!.toUpperCase() + \"é😀\"";
  static final String HANDLER_LINE = "  return { body: '😀' + shout(event) }";

  private Sample() {}

  static byte[] json() {
    return """
        {
          "file": "handler.js",
          "version": 3,
          "sources": ["greet.ts", "handler.js"],
          "sourcesContent": ["interface User {\\n  name?: string\\n}\\nexport const shout = \
        (user: User) => user.name!.toUpperCase() + \\"\\u00E9\\uD83D\\uDE00\\"\\n", "import { shout } \
        from './greet'\\n\\nexport const handler = (event) => {\\n  return { body: '\\uD83D\\uDE00' + \
        shout(event) }\\n}\\n"],
          "mappings": ";AAGO,IAAM,QAAQ,CAAC,SAAe,KAAK,KAAM,YAAY,IAAI;;;ACDzD,IAAM,UAAU,\
        CAAC,UAAU;AAChC,SAAO,EAAE,MAAM,cAAO,MAAM,KAAK,EAAE;AACrC;",
          "names": []
        }
        """
        .getBytes(UTF_8);
  }

  static SourceMap map() {
    try {
      return SourceMap.parse(json());
    } catch (MalformedMapException e) {
      throw new AssertionError(e);
    }
  }
}
