// Blocks that are no command.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.golden.Normal;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Blocks that are no command: functions, configuration, screens that are tested elsewhere. */
final class Fragments {
  private static final String HANDLER = "export const handler = () => 'hello'\n";

  private Fragments() {}

  /** A whole module that exports a handler. */
  static void builds(Block block) throws IOException {
    Path folder = Cli.emptyFolder("docs-fragment");
    Path handler = folder.resolve("handler." + block.language());
    Files.writeString(handler, block.text());
    build(folder, handler);
  }

  /** A part of an isere.yaml. */
  static void configures(Block block) throws IOException {
    Path folder = Cli.emptyFolder("docs-fragment");
    Files.writeString(folder.resolve("isere.yaml"), block.text());
    for (String name : new String[] {"handler.js", "src/handler.js"}) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), HANDLER);
    }
    build(folder, folder);
  }

  private static void build(Path folder, Path handler) {
    String out = folder.resolve("out").toString();
    Here.isere("build", handler.toString(), "--board", "native", "-o", out);
  }

  /** A screen that a golden case has, line by line. */
  static void isAGoldenScreen(Block block) throws IOException {
    String screen = Normal.lines(block.lines(), Home.root());
    try (Stream<Path> files = Files.walk(Home.tests("golden"))) {
      assertTrue(
          files
              .filter(file -> file.getFileName().toString().matches("stdout|stderr"))
              .anyMatch(file -> text(file).contains(screen)),
          "no golden screen shows\n" + block.text());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
