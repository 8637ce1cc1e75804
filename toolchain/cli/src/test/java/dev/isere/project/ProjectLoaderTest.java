/*
 * Tests of making a project.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.document.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectLoaderTest {
  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Project load(Path handler, String... flags) {
    return ProjectLoader.load(handler, PortKind.LAPTOP, List.of(flags));
  }

  @Test
  void findsTheHandlerOfAFolder() throws IOException {
    Path handler = write("handler.ts", "");
    assertEquals(handler, load(folder).handler());
  }

  @Test
  void takesTheHandlerThatIsereYamlNames() throws IOException {
    write("handler.js", "");
    write("isere.yaml", "handler: other.js\n");
    Path other = write("other.js", "");
    assertEquals(other, load(folder).handler());
  }

  @Test
  void readsIsereYamlBesideAFile() throws IOException {
    write("isere.yaml", "version: 1.2.3\n");
    assertEquals("1.2.3", load(write("other.js", "")).options().version());
  }

  @Test
  void letsFlagsWin() throws IOException {
    write("isere.yaml", "http: {max_headers: 8, max_body_bytes: 100}\n");
    Project project = load(write("handler.js", ""), "http.max_headers=16");
    assertEquals(
        Map.of(Option.HTTP_MAX_HEADERS, 16L, Option.HTTP_MAX_BODY_BYTES, 100L),
        project.firmwareOptions());
  }

  @Test
  void putsOnlyWhatWasSetIntoTheImage() throws IOException {
    Project project = load(write("handler.js", ""), "function.timeout_ms=500");
    assertEquals(Map.of(Option.FUNCTION_TIMEOUT_MS, 500L), project.imageLimits());
  }

  @Test
  void saysWhereItLookedInAFolderWithoutAHandler() {
    Diagnostic error = Errors.only(() -> load(folder));
    assertTrue(error.message().startsWith("no handler in the folder "), error.message());
    assertEquals(4, error.lookedIn().size());
    assertTrue(error.lookedIn().get(1).endsWith("/handler.js"), error.lookedIn()::toString);
  }

  @Test
  void namesASimilarFileWhenThereIsNone() throws IOException {
    write("handler.js", "");
    Diagnostic error = Errors.only(() -> load(folder.resolve("handlr.js")));
    assertTrue(error.message().startsWith("there is no "), error.message());
    assertTrue(error.help().get(0).endsWith("/handler.js`?"), error.help()::toString);
  }

  @Test
  void refusesAnUnknownFlagWithASuggestion() throws IOException {
    Path handler = write("handler.js", "");
    Diagnostic error = Errors.only(ExitCode.USAGE, () -> load(handler, "http.max_header=8"));
    assertEquals("unknown option `http.max_header`", error.message());
    assertEquals(List.of("did you mean `http.max_headers`?"), error.help());
  }

  @Test
  void reportsAllWrongFlagsTogether() throws IOException {
    Path handler = write("handler.js", "");
    List<Diagnostic> errors =
        Errors.of(
            ExitCode.USAGE,
            () ->
                load(handler, "http.max_headers", "http.max_headers=x", "env=A", "build.source=1"));
    assertEquals(
        List.of(
            "--option http.max_headers: a key, `=` and a value are expected",
            "--option http.max_headers=x: `http.max_headers` has to be a whole number from 4 to 256",
            "--option env=A: `env` is set in isere.yaml only",
            "--option build.source=1: `build.source` has to be true or false"),
        errors.stream().map(Diagnostic::message).toList());
  }

  @Test
  void namesAFunctionAfterItsFileOrFolder() {
    assertEquals("thermostat", ProjectLoader.nameOf(Path.of("/a/thermostat/handler.js")));
    assertEquals("lamp", ProjectLoader.nameOf(Path.of("/a/b/lamp.js")));
    assertEquals("my-lamp", ProjectLoader.nameOf(Path.of("/a/b/my lamp.mjs")));
    assertEquals("handler", ProjectLoader.nameOf(Path.of("/handler.js")));
    assertEquals("function", ProjectLoader.nameOf(Path.of("/a/-ø-/handler.js")));
  }
}
