// How large a function's source may be.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.cli.Main;
import dev.isere.tests.support.Cli;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Both sides of the command line's own limit. */
class SourceLimitTest {
  private static final Pattern SIZE = Pattern.compile("max_source_bytes: ([0-9]+)");

  /** The size of the bundle is the bundler's business; its error says it. */
  @Test
  @Limit("build.max_source_bytes")
  void source() throws IOException {
    Path folder = Cli.emptyFolder("source-limit");
    Files.writeString(
        folder.resolve("handler.js"), "export const handler = () => '" + "x".repeat(5000) + "'\n");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    assertEquals(1, build(folder, 1024, said));
    Matcher size = SIZE.matcher(said.toString(StandardCharsets.UTF_8));
    assertEquals(true, size.find(), said.toString(StandardCharsets.UTF_8));
    int bytes = Integer.parseInt(size.group(1));
    assertEquals(0, build(folder, bytes, said));
    assertEquals(1, build(folder, bytes - 1, said));
  }

  private static int build(Path folder, int limit, ByteArrayOutputStream said) {
    PrintStream screen = new PrintStream(said, true, StandardCharsets.UTF_8);
    String option = "build.max_source_bytes=" + limit;
    return Main.run(
        screen,
        screen,
        new String[] {
          "build",
          folder.toString(),
          "--board",
          "native",
          "--option",
          option,
          "-o",
          folder.resolve("out").toString()
        });
  }
}
