// The manual pages and the page of commands.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code isere manual} writes. */
class ManualTest {
  private static Child groff(List<Path> pages, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of("groff", "-k", "-man", "-Tutf8", "-ww"));
    command.addAll(List.of(more));
    pages.forEach(page -> command.add(page.toString()));
    Child groff = new Child(new ProcessBuilder(command));
    assertEquals(0, groff.await(), groff.output());
    return groff;
  }

  private static List<Path> pages(Path folder) throws IOException {
    Here.isere("manual", folder.toString());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void groffHasNothingToSayOfAnyPage() throws IOException {
    List<Path> pages = pages(Cli.emptyFolder("manual-pages"));
    assertTrue(pages.size() > 15, pages.toString());
    assertEquals(List.of(), groff(pages, "-z").err());
  }

  @Test
  void pageSaysWhatTheHelpSays() throws IOException {
    Path folder = Cli.emptyFolder("manual-build");
    pages(folder);
    Child groff = groff(List.of(folder.resolve("isere-build.1")), "-P-cbou");
    String page = String.join(" ", groff.out()).replaceAll("\\s+", " ");
    assertTrue(page.contains("NAME isere-build - makes a function image"), page);
    String help = Here.isere("build", "--help");
    Matcher option = Pattern.compile("(?m)^ +(?:-\\w, )?(--[a-z-]+)").matcher(help);
    int count = 0;
    while (option.find()) {
      // What every command takes stands in isere(1).
      if (!List.of("--help", "--verbose", "--stacktrace").contains(option.group(1))) {
        count++;
        assertTrue(page.contains(option.group(1)), option.group(1) + " is not in\n" + page);
      }
    }
    assertTrue(count >= 8, "only " + count + " options were found");
  }

  /** Written anew by ./check --fix-generated. */
  @Test
  void pageOfCommandsIsFresh() throws IOException {
    Path folder = Cli.emptyFolder("manual-markdown");
    Here.isere("manual", "--format", "markdown", folder.toString());
    assertEquals(
        Files.readString(Home.root().resolve("docs/commands.md")),
        Files.readString(folder.resolve("commands.md")),
        "docs/commands.md is stale: ./check --fix-generated");
  }
}
