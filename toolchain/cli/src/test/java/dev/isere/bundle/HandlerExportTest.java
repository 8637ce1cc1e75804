/*
 * Tests of looking for the handler among the exports.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.document.SourceText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandlerExportTest {
  private static Optional<Diagnostic> check(String source, boolean isCommonJs, String... exports) {
    Metafile metafile =
        new Metafile(
            List.of(exports), List.of(new Metafile.Input("h.js", isCommonJs, List.of(), 0)));
    return HandlerExport.check(new SourceText("src/h.js", source), "h.js", metafile);
  }

  @Test
  void isContentWithAHandler() {
    assertEquals(Optional.empty(), check("", false, "a", "handler"));
  }

  @Test
  void namesTheFixForCommonJsAtItsLine() {
    Diagnostic error =
        check("const h = 1\n  module.exports.handler = h\n", true, "default").orElseThrow();
    assertEquals("src/h.js exports the CommonJS way", error.message());
    assertEquals("src/h.js:2:3", error.location().orElseThrow().toString());
    assertTrue(error.help().get(0).contains("export const handler"), error.help()::toString);
  }

  @Test
  void knowsTheShortFormOfCommonJs() {
    Diagnostic error = check("exports.handler = () => 1", true, "default").orElseThrow();
    assertEquals("src/h.js:1:1", error.location().orElseThrow().toString());
  }

  @Test
  void knowsCommonJsInAModuleThatImports() {
    Diagnostic error = check("import 'x'\nmodule.exports = {}", false).orElseThrow();
    assertEquals("src/h.js:2:1", error.location().orElseThrow().toString());
  }

  @Test
  void saysWhatToWriteWhenNothingIsExported() {
    Diagnostic error = check("const other = 1", false).orElseThrow();
    assertEquals("src/h.js exports nothing", error.message());
    assertTrue(error.help().get(0).startsWith("write: export const handler"), error::toString);
  }

  @Test
  void findsTheHandlerThatIsNotExported() {
    for (String line :
        new String[] {"const handler = 1", "async function handler() {}", "let handler"}) {
      Diagnostic error = check("\n" + line, false).orElseThrow();
      assertEquals("src/h.js has a `handler`, but does not export it", error.message());
      assertEquals("src/h.js:2:1", error.location().orElseThrow().toString());
    }
  }

  @Test
  void saysThatADefaultExportIsNoHandler() {
    Diagnostic error = check("\nexport default () => 1", false, "default").orElseThrow();
    assertEquals("src/h.js has a default export, but no `handler`", error.message());
    assertEquals("src/h.js:2:1", error.location().orElseThrow().toString());
  }

  @Test
  void leavesADefaultExportThatMayBeAnAppToTheRuntime() {
    for (String app : List.of("app", "{ fetch }", "new App()", "make(() => 1)")) {
      String source = "const x = 1\nexport default " + app;
      assertEquals(Optional.empty(), check(source, false, "default"));
      assertEquals(Optional.empty(), check(source, false, "app", "default"));
    }
    for (String function : List.of("async () => 1", "function f() {}", "(a) => a", "e => e")) {
      assertTrue(check("export default " + function, false, "default").isPresent(), function);
    }
  }

  @Test
  void listsWhatIsExportedInstead() {
    Diagnostic error = check("", false, "a", "handlr").orElseThrow();
    assertEquals("src/h.js exports no `handler`", error.message());
    assertEquals(List.of("it exports: a, handlr"), error.notes());
    assertEquals(List.of("did you mean `handlr` to be the handler?"), error.help());
  }
}
