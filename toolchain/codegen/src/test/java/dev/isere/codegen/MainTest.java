// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final String HEADER = "runtime-c/include/isere/isere_options.h";

  @TempDir Path root;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void layOptions() throws IOException {
    Files.createDirectories(root.resolve("runtime-c"));
    Files.writeString(root.resolve(Main.SOURCE), Sample.ALL_TYPES);
    Files.writeString(root.resolve(VersionText.SOURCE), "<revision>1.2.3</revision>\n");
  }

  @Test
  void findsTheCommittedFilesFresh() {
    assertEquals(0, run("--check", Sample.ROOT.toString()), said::toString);
  }

  @Test
  void namesAStaleFileAndTheCommandThatMendsIt() throws IOException {
    run(root.toString());
    Files.writeString(root.resolve(HEADER), "edited\n");

    assertEquals(1, run("--check", root.toString()));
    assertEquals(
        """
        error: runtime-c/include/isere/isere_options.h is not what runtime-c/options.yaml says
        help: ./check --fix-generated
        """,
        said.toString(StandardCharsets.UTF_8));
  }

  @Test
  void namesAStaleVersion() throws IOException {
    run(root.toString());
    Files.writeString(root.resolve(VersionText.SOURCE), "<revision>1.2.4</revision>\n");

    assertEquals(1, run("--check", root.toString()));
    assertEquals(
        """
        error: runtime-c/include/isere/isere_version.h is not what pom.xml says
        help: ./check --fix-generated
        """,
        said.toString(StandardCharsets.UTF_8));
  }

  @Test
  void countsAFileThatIsNotThereAsStale() throws IOException {
    run(root.toString());
    Files.delete(root.resolve("docs/limits.md"));

    assertEquals(1, run("--check", root.toString()));
  }

  @Test
  void writesNothingWhenItChecks() {
    assertEquals(1, run("--check", root.toString()));
    assertFalse(Files.exists(root.resolve("docs")));
  }

  @Test
  void leavesAFileAloneThatIsAsItHasToBe() throws IOException {
    run(root.toString());
    FileTime before = FileTime.fromMillis(1000);
    Files.setLastModifiedTime(root.resolve(HEADER), before);

    run(root.toString());

    assertEquals(before, Files.getLastModifiedTime(root.resolve(HEADER)));
  }

  @Test
  void writesTheSameBytesEachTime() {
    Map<String, String> first = Main.committed(Sample.options());

    assertEquals(first, Main.committed(Sample.options()));
    assertEquals(JavaSources.of(Sample.options()), JavaSources.of(Sample.options()));
    first.values().forEach(text -> assertFalse(text.contains("\r")));
    first.values().forEach(text -> assertTrue(text.endsWith("\n")));
  }

  @Test
  void takesAwayJavaThatNoOptionNeedsAnyMore() throws IOException {
    Path stale = root.resolve("out/dev/isere/project/Old.java");
    Files.createDirectories(stale.getParent());
    Files.writeString(stale, "class Old {}");

    run("--java", root.resolve("out").toString(), root.toString());

    assertFalse(Files.exists(stale));
    assertTrue(Files.exists(root.resolve("out/dev/isere/project/Options.java")));
  }

  @Test
  void saysWhereOptionsYamlIsWrong() throws IOException {
    Files.writeString(root.resolve(Main.SOURCE), "version: 2\noptions: []\n");

    assertEquals(1, run(root.toString()));
    assertEquals(
        "error: `version` is 2; this reader knows 1\n  --> runtime-c/options.yaml:1\n",
        said.toString(StandardCharsets.UTF_8));
  }

  @Test
  void saysThatThereIsNoOptionsYaml() throws IOException {
    Files.delete(root.resolve(Main.SOURCE));

    assertEquals(1, run(root.toString()));
    assertTrue(said.toString(StandardCharsets.UTF_8).startsWith("error: there is no "));
  }

  @Test
  void refusesArgumentsThatItDoesNotKnow() {
    assertEquals(2, run());
    assertEquals(2, run("--fix", root.toString()));
    assertEquals(2, run("--check"));
  }

  private int run(String... args) {
    said.reset();
    return Main.run(new PrintStream(said, true, StandardCharsets.UTF_8), args);
  }
}
