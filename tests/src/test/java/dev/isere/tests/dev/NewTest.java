// isere new: what it makes builds, tests and runs as it is.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code isere new}. */
class NewTest {
  private static Child run(Path folder, String... arguments) throws IOException {
    Child child = Cli.start(folder, arguments);
    child.await();
    return child;
  }

  private static void succeeds(Path folder, String... arguments) throws IOException {
    try (Child child = run(folder, arguments)) {
      assertEquals(0, child.process().exitValue(), child.output());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "json-api", "typescript"})
  void templateBuildsTestsAndRuns(String template) throws Exception {
    Path folder = Cli.emptyFolder("new-" + template);
    succeeds(folder, "new", "mine", "--template", template);
    Path project = folder.resolve("mine");
    for (String file :
        List.of("isere.yaml", "isere.d.ts", "isere.schema.json", "README.md", ".gitignore")) {
      assertTrue(Files.exists(project.resolve(file)), file);
    }
    String config = Files.readString(project.resolve("isere.yaml"));
    assertTrue(
        config.startsWith("# yaml-language-server: $schema=./isere.schema.json\nname: mine"));
    assertFalse(Files.readString(project.resolve("README.md")).contains("{{"));
    succeeds(project, "test");
    succeeds(project, "build", "--board", "native");
    try (Child dev = Cli.start(project, "dev", "--port", "0")) {
      dev.awaitOut(line -> line.startsWith("listening on http://"));
    }
  }

  @Test
  void nothingIsWrittenOver() throws Exception {
    Path folder = Cli.emptyFolder("new-again");
    Files.createDirectory(folder.resolve("mine"));
    Files.writeString(folder.resolve("mine/notes.txt"), "mine");
    try (Child child = run(folder, "new", "mine")) {
      assertEquals(1, child.process().exitValue(), child.output());
      assertEquals(
          List.of(
              "error: there is something already: mine/notes.txt",
              "help: isere new wants a new or an empty folder"),
          Cli.err(child));
    }
    try (var files = Files.list(folder.resolve("mine"))) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void emptyFolderAndOneWithARepositoryWillDo() throws Exception {
    Path folder = Cli.emptyFolder("new-here");
    Files.createDirectory(folder.resolve(".git"));
    succeeds(folder, "new", ".");
    String config = Files.readString(folder.resolve("isere.yaml"));
    assertTrue(config.contains("\nname: new-here\n"), config);
  }

  @ParameterizedTest
  @ValueSource(strings = {"my app", "-x-", "ü", "a\nb"})
  void namesAreChecked(String name) throws Exception {
    Path folder = Cli.emptyFolder("new-names");
    try (Child child = run(folder, "new", "--", name)) {
      assertEquals(2, child.process().exitValue(), child.output());
      assertFalse(Files.exists(folder.resolve(name)));
    }
  }

  @Test
  void misspeltTemplateIsSuggested() throws Exception {
    Path folder = Cli.emptyFolder("new-misspelt");
    try (Child child = run(folder, "new", "mine", "--template", "typscript")) {
      assertEquals(2, child.process().exitValue(), child.output());
      assertEquals(
          List.of(
              "error: there is no template `typscript`",
              "help: did you mean `typescript`?",
              "      the templates are: hello, json-api, typescript"),
          Cli.err(child));
      assertFalse(Files.exists(folder.resolve("mine")));
    }
  }

  /** What the types promise is what the documentation promises: every field is in both. */
  @Test
  void typesNameWhatTheContractNames() throws Exception {
    String types = Files.readString(Home.root().resolve("templates/project/common/isere.d.ts"));
    String contract = Files.readString(Home.root().resolve("docs/handler.md"));
    var fields =
        java.util.regex.Pattern.compile("(?m)^\\| `([A-Za-z]+)(?![A-Za-z:])").matcher(contract);
    int count = 0;
    while (fields.find()) {
      count++;
      assertTrue(types.contains(fields.group(1)), fields.group(1) + " is not in isere.d.ts");
    }
    assertTrue(count >= 10, "only " + count + " fields were found");
  }
}
