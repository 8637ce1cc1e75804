// The types that `isere new` writes, asked by TypeScript's own compiler.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects of {@code isere new} under {@code tsc --noEmit}, with right code and with wrong. */
class TypesTest {
  private static final Path CASES = Home.tests("packages/types");

  /** How tsc says what is wrong: {@code src/wrong.ts(3,7): error TS2322: ...}. */
  private static final Pattern COMPLAINT =
      Pattern.compile("([^ (]+)\\((\\d+),\\d+\\): error (TS\\d+): .*");

  private static final Pattern EXPECTED = Pattern.compile(".* // (TS\\d+)");

  private static Path project(String template) throws IOException {
    Path folder = Cli.emptyFolder("types-" + template);
    try (Child child = Cli.start(folder, "new", "mine", "--template", template)) {
      assertEquals(0, child.await(), child.output());
    }
    return folder.resolve("mine");
  }

  /** All that tsc says. */
  private static List<String> complaints(Path project) throws IOException {
    Path tsc = Installed.folder().resolve("node_modules/typescript/lib/tsc.js");
    ProcessBuilder builder =
        new ProcessBuilder(
            Installed.node().toString(), tsc.toString(), "--noEmit", "--project", ".");
    try (Child child = new Child(builder.directory(project.toFile()))) {
      int code = child.await();
      assertEquals(child.out().isEmpty(), code == 0, child.output());
      return child.out();
    }
  }

  private static void copy(Path file, Path to) throws IOException {
    Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void typescriptProjectIsAsItShouldBe() throws Exception {
    assertEquals(List.of(), complaints(project("typescript")));
  }

  /** Nothing of right.ts, and of wrong.ts each line that says so. */
  @Test
  void rightCodeIsTakenAndWrongCodeIsNot() throws Exception {
    Path project = project("typescript");
    try (Stream<Path> files = Files.list(CASES)) {
      for (Path file : files.filter(f -> !f.endsWith("jsconfig.json")).toList()) {
        copy(file, project.resolve("src"));
      }
    }
    var expected = new TreeSet<String>();
    List<String> lines = Files.readAllLines(CASES.resolve("wrong.ts"));
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = EXPECTED.matcher(lines.get(i));
      if (matcher.matches()) {
        expected.add("src/wrong.ts:" + (i + 1) + " " + matcher.group(1));
      }
    }
    assertTrue(expected.size() > 10, expected.toString());
    List<String> said = complaints(project);
    var found = new TreeSet<String>();
    for (String line : said) {
      Matcher matcher = COMPLAINT.matcher(line);
      if (matcher.matches()) {
        found.add(matcher.group(1) + ":" + matcher.group(2) + " " + matcher.group(3));
      }
    }
    assertEquals(expected, found, String.join("\n", said));
  }

  /** Their comments name types, which an editor shows, and checks when it is told to. */
  @ParameterizedTest
  @ValueSource(strings = {"hello", "json-api"})
  void javaScriptProjectIsAsItShouldBe(String template) throws Exception {
    Path project = project(template);
    Files.copy(CASES.resolve("jsconfig.json"), project.resolve("tsconfig.json"));
    assertEquals(List.of(), complaints(project));
    Path handler = project.resolve("handler.js");
    String wrong = Files.readString(handler).replace("event.", "event.no.");
    Files.writeString(handler, wrong);
    assertTrue(String.join("\n", complaints(project)).contains("TS2339"), wrong);
  }
}
