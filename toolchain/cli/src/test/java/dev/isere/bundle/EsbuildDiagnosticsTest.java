/*
 * Tests of putting esbuild's messages into our words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.document.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EsbuildDiagnosticsTest {
  @TempDir private Path folder;

  private Diagnostic translate(EsbuildMessage message) {
    return new EsbuildDiagnostics(folder).translate(List.of(message)).get(0);
  }

  private static EsbuildMessage error(String text, int line, int byteColumn, String... notes) {
    return new EsbuildMessage(
        true,
        text,
        Optional.of(new EsbuildMessage.Place("a.js", line, byteColumn)),
        List.of(notes));
  }

  @Test
  void countsColumnsInCharacters() throws IOException {
    Files.writeString(folder.resolve("a.js"), "x = 'é漢😀' + ;\n");
    Diagnostic error = translate(error("Unexpected \";\"", 1, 18));
    assertEquals("a.js:1:13", Errors.place(error));
    assertEquals(Optional.of("x = 'é漢😀' + ;"), error.sourceLine());
    assertTrue(error.message().endsWith("a.js does not parse: Unexpected \";\""), error.message());
  }

  @Test
  void showsTheLastLineWhenTheFileEndsEarly() throws IOException {
    Files.writeString(folder.resolve("a.js"), "f = () => {\n  return 1\n\n");
    Diagnostic error = translate(error("Unexpected end of file", 4, 0));
    assertEquals("a.js:2:10", Errors.place(error));
    assertEquals(Optional.of("  return 1"), error.sourceLine());
  }

  @Test
  void keepsThePlaceOfAFileThatIsGone() {
    assertEquals("a.js:4", Errors.place(translate(error("Unexpected \"}\"", 4, 2))));
  }

  @Test
  void tellsModulesOfNodeFromPackagesAndFiles() {
    String node = "The package \"fs\" wasn't found on the file system but is built into node.";
    assertEquals(
        List.of(
            "it is part of Node.js, which is not there on a microcontroller",
            "of Node.js there is: node:console, node:crypto, node:perf_hooks, node:process,"
                + " node:timers, node:timers/promises, node:url, node:util"),
        translate(error("Could not resolve \"fs\"", 1, 0, node)).help());
    assertEquals(
        List.of("write `node:crypto`, or install a package of that name"),
        translate(error("Could not resolve \"crypto\"", 1, 0, node)).help());
    assertEquals(
        List.of("isère has no modules: what it gives are globals (docs/handler.md)"),
        translate(error("Could not resolve \"isere:kv\"", 1, 0)).help());
    assertEquals(
        List.of("a path is relative to the file that imports it"),
        translate(error("Could not resolve \"./x\"", 1, 0)).help());
    assertEquals("cannot find `x`", translate(error("Could not resolve \"x\"", 1, 0)).message());
  }

  @Test
  void saysWhatAModuleOfNodeHas() {
    Diagnostic error =
        translate(
            error("No matching export in \"isere:node:url\" for import \"fileURLToPath\"", 1, 9));
    assertEquals("`node:url` has no `fileURLToPath` here", error.message());
    assertEquals(List.of("it has: URL, URLSearchParams"), error.help());
  }

  @Test
  void sortsErrorsByPlaceAndPutsWarningsLast() {
    EsbuildMessage warning =
        new EsbuildMessage(
            false, "odd", Optional.of(new EsbuildMessage.Place("a.js", 1, 0)), List.of());
    List<Diagnostic> all =
        new EsbuildDiagnostics(folder)
            .translate(List.of(warning, error("two", 20, 0), error("one", 3, 0)));
    assertEquals(List.of("a.js:3", "a.js:20", "a.js:1"), all.stream().map(Errors::place).toList());
  }
}
