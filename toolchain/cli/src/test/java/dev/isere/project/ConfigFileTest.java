/*
 * Tests of reading isere.yaml.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.document.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir private Path folder;

  private Map<Option, Object> read(String yaml) throws IOException {
    return ConfigFile.read(Files.writeString(folder.resolve("isere.yaml"), yaml));
  }

  private Diagnostic refusal(String yaml) {
    return Errors.only(() -> read(yaml));
  }

  @Test
  void readsOptionsInGroupsAndEnv() throws IOException {
    assertEquals(
        Map.of(
            Option.NAME,
            "hello",
            Option.HTTP_MAX_BODY_BYTES,
            65536L,
            Option.BUILD_SOURCE,
            true,
            Option.ENV,
            Map.of("PORT", "8080", "EMPTY", "")),
        read(
            """
            name: hello
            http: {max_body_bytes: 65536}
            build:
              source: true
            env:
              PORT: 8080
              EMPTY: ""
            """));
  }

  @Test
  void takesAnEmptyFileForNoOptions() throws IOException {
    assertEquals(Map.of(), read("# nothing\n"));
    assertEquals(Map.of(), read("http:\n"));
  }

  @Test
  void keepsAnUnquotedVersionAsItIsWritten() throws IOException {
    assertEquals(Map.of(Option.VERSION, "1.10"), read("version: 1.10\n"));
  }

  @Test
  void namesTheKeyThatAMisspeltOneWasMeantToBe() {
    Diagnostic error = refusal("name: x\nhttp:\n  max_bdy_bytes: 1\n");
    assertEquals("unknown key `http.max_bdy_bytes`", error.message());
    assertEquals("isere.yaml:3", Errors.place(error));
    assertEquals(List.of("did you mean `max_body_bytes`?"), error.help());
  }

  @Test
  void listsTheKeysWhenNoneIsSimilar() {
    Diagnostic error = refusal("js: {colour: red}\n");
    assertEquals(List.of("the keys are: heap_bytes, stack_bytes, contexts"), error.help());
  }

  @Test
  void refusesTextForANumber() {
    Diagnostic error = refusal("http:\n  max_headers: many\n");
    assertEquals(
        "`http.max_headers` has to be a whole number from 4 to 256, not many", error.message());
    assertEquals("isere.yaml:2", Errors.place(error));
  }

  @Test
  void refusesANumberInQuotes() {
    assertEquals(
        "`http.max_headers` has to be a whole number from 4 to 256, not \"8\"",
        refusal("http: {max_headers: \"8\"}").message());
  }

  @Test
  void refusesNumbersOutsideTheirRange() {
    for (String number : List.of("3", "257", "-1", "1e2", "0x10", "99999999999999999999")) {
      assertEquals(
          "`http.max_headers` has to be a whole number from 4 to 256, not " + number,
          refusal("http: {max_headers: " + number + "}").message());
    }
  }

  @Test
  void refusesATruthValueThatIsNone() {
    assertEquals(
        "`build.source` has to be true or false, not yes",
        refusal("build: {source: yes}").message());
  }

  @Test
  void refusesANameThatDoesNotFit() {
    assertEquals(
        "`name` has to match [A-Za-z0-9][A-Za-z0-9_.-]{0,62}, not a b",
        refusal("name: a b").message());
  }

  @Test
  void refusesAGroupForTextAndTextForAGroup() {
    assertEquals("`name` has to be text, not a group of keys", refusal("name: {a: b}").message());
    assertEquals("`http` has to be a group of keys, not text", refusal("http: fast").message());
    assertEquals("`http` has to be a group of keys, not a list", refusal("http: [1]").message());
  }

  @Test
  void refusesAKeyWithoutAValue() {
    assertEquals("`name` has no value", refusal("name:\n").message());
    assertEquals("`http.max_headers` has no value", refusal("http: {max_headers: ~}").message());
  }

  @Test
  void refusesAKeyThatIsThereTwice() {
    Diagnostic error = refusal("name: a\nversion: 1\nname: b\n");
    assertEquals("`name` is there twice; the first is in line 1", error.message());
    assertEquals("isere.yaml:3", Errors.place(error));
  }

  @Test
  void refusesAFileThatIsNoGroup() {
    assertEquals(1, Errors.of(() -> read("- a\n")).size());
    assertEquals(1, Errors.of(() -> read("just text\n")).size());
  }

  @Test
  void reportsAllMistakesTogether() {
    List<Diagnostic> errors =
        Errors.of(() -> read("nme: a\nhttp: {max_headers: x}\nenv: {1A: b, C: [d]}\n"));
    assertEquals(
        List.of("isere.yaml:1", "isere.yaml:2", "isere.yaml:3", "isere.yaml:3"),
        errors.stream().map(Errors::place).sorted().toList());
  }

  @Test
  void refusesEnvThatIsNotNamesWithTexts() {
    assertEquals(
        "`env.1A`: a name is letters, digits and _, and begins with no digit",
        refusal("env: {1A: b}").message());
    assertEquals("`env.A` has to be text, not a list", refusal("env: {A: [b]}").message());
    assertEquals("`env.A` has no value", refusal("env:\n  A:\n").message());
    assertEquals("`env.A` is there twice", refusal("env: {A: b, A: c}").message());
    assertEquals("`env.A` holds a NUL or half a character", refusal("env: {A: \"\\0\"}").message());
  }

  @Test
  void refusesMoreEnvThanAnImageHolds() {
    StringBuilder yaml = new StringBuilder("env:\n");
    for (int i = 0; i < 257; i++) {
      yaml.append("  A").append(i).append(": x\n");
    }
    assertEquals("`env` has 257 names of at most 256", refusal(yaml.toString()).message());
  }
}
