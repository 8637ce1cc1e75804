// Every code block of every document.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** tests/docs/README.md says how a block tells what it is. A block that tells nothing fails. */
class DocsTest {
  /** Why a block is not run here, by its mark {@code not-run}. */
  private static final Map<String, String> REASONS =
      Map.of(
          "zephyr", "needs a Zephyr workspace or a board; ./check zephyr runs such commands",
          "archive", "needs the archive; ./check dist runs it",
          "network", "fetches from the network",
          "package", "needs a package of npm; ./check packages calls functions with such",
          "root", "installs packages",
          "ci", "is the configuration of a CI server",
          "cost", "is a screen of the emulated chip; ./check cost looks at it",
          "itself", "would run this test",
          "synopsis", "shows how a command is called; docs/commands.md is held against it");

  @TestFactory
  List<DynamicNode> blocks() throws IOException {
    List<DynamicNode> pages = new ArrayList<>();
    for (Path page : documents()) {
      List<Block> blocks = Block.of(page);
      if (!blocks.isEmpty()) {
        String name = Home.root().relativize(page).toString();
        pages.add(DynamicContainer.dynamicContainer(name, tests(name, blocks)));
      }
    }
    assertTrue(pages.size() > 10, "only " + pages.size() + " pages with blocks");
    return pages;
  }

  private static List<Path> documents() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Home.root().resolve("README.md")));
    try (Stream<Path> files = Files.walk(Home.root().resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /** One reader goes through a page, block after block. */
  private static Stream<DynamicTest> tests(String page, List<Block> blocks) throws IOException {
    Session session = new Session(Cli.emptyFolder("docs/" + page));
    Stream<DynamicTest> tests =
        blocks.stream()
            .map(block -> dynamicTest(page + ":" + block.line(), () -> follow(session, block)));
    return Stream.concat(tests, Stream.of(dynamicTest(page + ": end", session::close)));
  }

  private static void follow(Session session, Block block) throws IOException {
    if (block.value("not-run").isPresent()) {
      String why = REASONS.get(block.value("not-run").get());
      assertTrue(why != null, "an unknown reason: " + block.marks());
      abort(why);
    }
    if (block.is("chip")) {
      assumeTrue(isThere("qemu-system-arm") && isThere("arm-none-eabi-gcc"), "no emulated chip");
    }
    if (block.value("file").isPresent()) {
      session.save(block.value("file").get(), block.text());
      return;
    }
    switch (block.language()) {
      case "console" -> {
        if (block.is("serve")) {
          session.serve(block);
        } else {
          session.run(block);
        }
      }
      case "js", "ts" -> Fragments.builds(block);
      case "yaml" -> Fragments.configures(block);
      case "text" -> Fragments.isAGoldenScreen(block);
      default -> throw new AssertionError("say what this block is, see tests/docs/README.md");
    }
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
