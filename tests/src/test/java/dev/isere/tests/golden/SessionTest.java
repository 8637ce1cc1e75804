// A first session with isère, in a terminal: its screens are golden files.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * new, dev, edit, break, mend, test, build: what somebody sees who does it for the first time, in
 * tests/session/NN-name.screen, colours and all. Property {@code isere.golden.write} writes them
 * anew.
 */
class SessionTest {
  private static final boolean WRITE = Boolean.getBoolean("isere.golden.write");
  private static final String PROMPT = "you> ";

  private static final String GREETING =
      """
      export const handler = async (event) => {
        return { body: `Hello, ${event.query.name ?? 'you'}!` }
      }
      """;
  private static final String BROKEN = GREETING.replace("'you'}!`", "'you'!`");

  private static final String WRONG =
      GREETING.replace("event.query.name ?? 'you'", "event.person.name");

  private Path folder;
  private Terminal terminal;
  private int seen;
  private int screens;

  @Test
  void firstSession() throws Exception {
    folder = Cli.emptyFolder("session");
    try (Terminal shell = new Terminal(folder, List.of("sh"))) {
      terminal = shell;
      String path = Home.root().toString().replace("'", "'\\''");
      shell.type("PS1='" + PROMPT + "'; PATH='" + path + "':$PATH; clear\n");
      shell.await("\u001b[H");
      shell.await(PROMPT);
      seen = shell.shown().length();
      typed("isere new mine", "new");
      typed("cd mine", "cd");
      develop();
      typed("isere test", "test");
      typed("isere build --board native", "build");
      shell.type("exit\n");
      assertEquals(0, shell.end());
    }
  }

  private void develop() throws IOException {
    terminal.type("isere dev --port 0\n");
    terminal.await("q quit");
    terminal.await("\n");
    Matcher address = Pattern.compile("http://127\\.0\\.0\\.1:\\d+").matcher(terminal.shown());
    address.find();
    screen("dev");
    answers(address.group(), "{\"hello\":\"Ada\",\"from\":\"native\"}");
    screen("request");
    save(GREETING, "reloaded in ");
    answers(address.group(), "Hello, Ada!");
    screen("edit");
    save(BROKEN, "the function before it");
    answers(address.group(), "Hello, Ada!");
    screen("break");
    save(WRONG, "reloaded in ");
    get(address.group());
    terminal.await("at handler");
    terminal.await("500");
    terminal.await("\n");
    screen("break-while-it-runs");
    save(Files.readString(Home.root().resolve("templates/project/hello/handler.js")), "in ");
    answers(address.group(), "{\"hello\":\"Ada\",\"from\":\"native\"}");
    screen("mend");
    terminal.type("q");
    terminal.await(PROMPT);
    screen("quit");
  }

  /** A command that ends by itself. */
  private void typed(String command, String name) throws IOException {
    terminal.type(command + "\n");
    terminal.await(PROMPT);
    screen(name);
  }

  /** As an editor does it. */
  private void save(String text, String until) throws IOException {
    Path part = Files.writeString(folder.resolve("handler.part"), text);
    Files.move(part, folder.resolve("mine/handler.js"), StandardCopyOption.REPLACE_EXISTING);
    terminal.await(until);
    terminal.await("\n");
  }

  private void answers(String address, String body) throws IOException {
    assertEquals(List.of(body), get(address));
    terminal.await("200");
    terminal.await("\n");
  }

  /** In another terminal. */
  private List<String> get(String address) throws IOException {
    String url = address + "/?name=Ada";
    Child curl = new Child(new ProcessBuilder("curl", "-sS", "--noproxy", "*", url));
    assertEquals(0, curl.await(), curl.output());
    return curl.out();
  }

  /** What was shown since the last screen is what the next golden file has. */
  private void screen(String name) throws IOException {
    String all = terminal.shown();
    String shown = normal(all.substring(seen));
    seen = all.length();
    screens++;
    Path file = Home.tests("session").resolve(String.format("%02d-%s.screen", screens, name));
    if (WRITE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, shown);
    }
    assertEquals(Files.exists(file) ? Files.readString(file) : "", shown, file.toString());
  }

  private String normal(String text) {
    String normal = Normal.lines(text.lines().toList(), folder);
    return normal
        .replaceAll(" *\\d+(\\.\\d+)? (ms|KB)\\b", " <$2>")
        .replaceAll("(serve it: )\\S*", "$1...")
        .replace("\u001b", "<ESC>");
  }
}
