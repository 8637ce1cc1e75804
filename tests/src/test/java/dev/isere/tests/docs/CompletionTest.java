// isere completion, by the shells themselves.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Terminal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a person types, up to the tab key, and what the shell makes of it. Bash has to be there; zsh
 * and fish are asked where they are.
 */
class CompletionTest {
  private static final Map<String, String> UNIQUE = new LinkedHashMap<>();

  static {
    UNIQUE.put("isere bo", "isere boards");
    UNIQUE.put("isere run --board qe", "isere run --board qemu");
    UNIQUE.put("isere invoke --board m", "isere invoke --board m33-sim");
    UNIQUE.put("isere new mine --template ty", "isere new mine --template typescript");
    UNIQUE.put("isere completion f", "isere completion fish");
    UNIQUE.put("isere cache li", "isere cache list");
    UNIQUE.put("isere build --dry", "isere build --dry-run");
    UNIQUE.put("isere inspect func", "isere inspect function.isere");
  }

  /** A folder with the script of a shell and one file to be completed. */
  private static Path folder(String shell, String name) throws IOException {
    Path folder = Cli.emptyFolder("completion-" + name);
    Files.writeString(folder.resolve("script"), Here.isere("completion", shell));
    Files.writeString(folder.resolve("function.isere"), "");
    return folder;
  }

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static List<String> interactive(String shell) {
    return shell.equals("bash")
        ? List.of("bash", "--norc", "--noprofile", "-i")
        : List.of("zsh", "-f", "-i");
  }

  /** In a terminal, with the tab key. */
  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completesWhatIsTyped(String shell) throws Exception {
    assumeTrue(shell.equals("bash") || isThere(shell), shell + " is missing");
    try (Terminal terminal = new Terminal(folder(shell, shell), interactive(shell))) {
      terminal.type(
          "PS1='> '; . ./script; isere() { echo \"called: isere $*.\"; }; echo re\"\"ady\n");
      terminal.await("ready");
      for (Map.Entry<String, String> typed : UNIQUE.entrySet()) {
        terminal.type(typed.getKey() + "\t\n");
        terminal.await("called: " + typed.getValue() + ".");
      }
      terminal.type("exit\n");
    }
  }

  /** Everything that bash would offer where more than one would do. */
  @Test
  void bashOffersAllThatMayFollow() throws IOException {
    Path folder = folder("bash", "bash-all");
    assertEquals(
        new TreeSet<>(Here.isere("boards").lines().map(line -> line.split(" ")[0]).toList()),
        new TreeSet<>(offers(folder, "isere", "build", "--board", "")));
    TreeSet<String> commands = new TreeSet<>(offers(folder, "isere", ""));
    for (String command : List.of("new", "dev", "run", "build", "test", "completion", "help")) {
      assertTrue(commands.contains(command), commands.toString());
    }
    TreeSet<String> options = new TreeSet<>(offers(folder, "isere", "dev", "--"));
    for (String option : List.of("--port", "--host", "--poll", "--option", "--help")) {
      assertTrue(options.contains(option), options.toString());
    }
  }

  private static List<String> offers(Path folder, String... words) throws IOException {
    String script =
        ". ./script; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\"; "
            + "_complete_isere; printf '%s\\n' \"${COMPREPLY[@]}\"";
    java.util.ArrayList<String> command = new java.util.ArrayList<>();
    command.addAll(List.of("bash", "--norc", "-c", script, "bash"));
    command.addAll(List.of(words));
    Child bash = new Child(new ProcessBuilder(command).directory(folder.toFile()));
    assertEquals(0, bash.await(), bash.output());
    return bash.out().stream().map(String::strip).toList();
  }

  @Test
  void fishCompletes() throws IOException {
    assumeTrue(isThere("fish"), "fish is missing");
    Path folder = folder("fish", "fish");
    StringBuilder script = new StringBuilder("source ./script\n");
    UNIQUE.keySet().forEach(it -> script.append("complete -C '" + it + "'\necho ==\n"));
    Files.writeString(folder.resolve("ask"), script);
    ProcessBuilder builder = new ProcessBuilder("fish", "--no-config", "ask");
    builder.directory(folder.toFile()).environment().put("HOME", folder.toString());
    Child fish = new Child(builder);
    assertEquals(0, fish.await(), fish.output());
    assertEquals(List.of(), fish.err());
    String[] answers = (String.join("\n", fish.out()) + "\n").split("(?m)^==\n");
    int i = 0;
    for (String whole : UNIQUE.values()) {
      List<String> words = List.of(whole.split(" "));
      assertEquals(
          List.of(words.get(words.size() - 1)),
          answers[i++].lines().map(line -> line.split("\t")[0]).toList(),
          whole);
    }
  }
}
