// The README's screens, run again.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows of a command is what the command says; only the time may differ. */
class ReadmeTest {
  private static final Pattern DATE =
      Pattern.compile("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} [\\d:]{8} GMT");

  /** The lines that the README shows behind {@code $ COMMAND}, up to an empty shell prompt. */
  private static List<String> shown(String command) throws IOException {
    String readme = Files.readString(Home.root().resolve("README.md"));
    Matcher screen =
        Pattern.compile("(?s)\\$ " + Pattern.quote(command) + "\n(.*?)\n(?:\n\\$ |```)")
            .matcher(readme);
    if (!screen.find()) {
      throw new AssertionError("the README has no `" + command + "`");
    }
    return timeless(screen.group(1).lines().toList());
  }

  private static List<String> timeless(List<String> lines) {
    return lines.stream().map(line -> DATE.matcher(line).replaceAll("<DATE>")).toList();
  }

  @Test
  void servesAsTheReadmeShows() throws IOException {
    try (Run run = Run.start("examples/hello/handler.js")) {
      List<String> answer =
          new Curl(run.address(), Cli.emptyFolder("readme")).run(List.of("-i"), "/world");
      assertEquals(
          shown("curl -i http://127.0.0.1:8080/world"),
          timeless(answer.stream().map(String::stripTrailing).toList()));
      String port = Integer.toString(run.address().getPort());
      assertEquals(
          shown("./isere run examples/hello/handler.js"),
          run.child().out().stream().map(line -> line.replace(port, "8080")).toList());
    }
  }

  @Test
  void invokesAsTheReadmeShows() throws IOException {
    String command = "isere invoke examples/hello --path /world --json";
    try (Child invoke = Cli.start(Home.root(), command.substring(6).split(" "))) {
      assertEquals(0, invoke.await(), invoke.output());
      assertEquals(shown("./" + command), timeless(invoke.out()));
    }
  }
}
