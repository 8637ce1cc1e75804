/*
 * Tests of commands that need no process.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Main.run(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), args);
  }

  private void assertWrong(int code, String message, String... args) {
    assertEquals(code, run(args), err::toString);
    assertEquals("", out.toString(UTF_8));
    assertEquals(message, err.toString(UTF_8));
    err.reset();
  }

  @Test
  void suggestsACommandAndAnOption() {
    assertWrong(
        2,
        "error: unknown command `rnu`\nhelp: did you mean `run`? all of them: isere --help\n",
        "rnu");
    assertWrong(
        2,
        "error: unknown option `--prot`\nhelp: did you mean `--port`? all of them: isere run --help\n",
        "run",
        "--prot=8080");
  }

  @Test
  void saysWhatIsMissing() {
    assertWrong(
        2, "error: missing required option: '--board=NAME'\nhelp: isere build --help\n", "build");
  }

  @Test
  void refusesAPortThatIsNone() {
    assertWrong(
        2,
        "error: there is no port 65536\nhelp: ports go from 0 to 65535\n",
        "run",
        "--port=65536");
  }

  @Test
  void refusesAnOutputFolderWithoutAName() {
    assertWrong(
        2,
        "error: -o wants a folder, and this is an empty text\n"
            + "help: the folder that you are in is: -o .\n",
        "build",
        "--board",
        "native",
        "-o",
        "");
  }

  @Test
  void refusesAnEventBesideItsParts() {
    assertEquals(2, run("invoke", "x.js", "--event", "e.json", "--path", "/"));
    assertTrue(err.toString(UTF_8).startsWith("error: --event describes the whole request\n"));
  }

  @Test
  void showsHelpOnStdoutWhenAsked() {
    for (String command : new String[] {"run", "build", "invoke", "inspect", "boards"}) {
      assertEquals(0, run(command, "--help"));
      String byOption = out.toString(UTF_8);
      out.reset();
      assertEquals(0, run("help", command));
      assertEquals(byOption, out.toString(UTF_8));
      assertTrue(byOption.startsWith("Usage: isere " + command), byOption);
      out.reset();
    }
  }

  @Test
  void showsHelpOnStderrWhenThereIsNoCommand() {
    assertEquals(2, run());
    assertEquals("", out.toString(UTF_8));
    assertTrue(err.toString(UTF_8).startsWith("Usage: isere "));
  }

  @Test
  void saysWhyAnImageIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("f.isere"), new byte[64]);
    assertWrong(
        1,
        "error: image refused: not a function image: wrong magic\n  --> " + file + "\n",
        "inspect",
        file.toString());
  }

  @Test
  void tracesOnlyWhenAsked() throws IOException {
    Path file = Files.write(folder.resolve("f.isere"), new byte[64]);
    run("inspect", "--stacktrace", file.toString());
    assertTrue(err.toString(UTF_8).contains("\tat dev.isere."));
  }

  @Test
  void listsBoards() {
    assertEquals(0, run("boards", "--json"), err::toString);
    assertTrue(out.toString(UTF_8).contains("{\"name\":\"native\","), out::toString);
  }
}
