// A project of a test, and the command line in this process.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import dev.isere.cli.Main;
import dev.isere.tests.support.Cli;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A project of a test. Its commands run in this process, which takes no JVM's start for each.
 *
 * @param folder where it lies
 */
record ChipProject(Path folder) {
  /** An empty project of one handler. */
  static ChipProject make(String name, String handler) throws IOException {
    Path folder = Cli.emptyFolder(name);
    Files.createDirectories(folder.resolve("tests"));
    Files.writeString(folder.resolve("handler.js"), handler);
    return new ChipProject(folder).options("");
  }

  /** Writes its isere.yaml. */
  ChipProject options(String yaml) throws IOException {
    Files.writeString(folder.resolve("isere.yaml"), yaml);
    return this;
  }

  /** Adds an event file. */
  ChipProject event(String name, String json) throws IOException {
    Files.writeString(folder.resolve("tests/" + name + ".event.json"), json);
    return this;
  }

  /** What a command said, and how it ended. */
  record Said(int exit, String out, String err) {
    @Override
    public String toString() {
      return "exit code " + exit + "\n" + out + err;
    }
  }

  /** Runs {@code isere COMMAND FOLDER ...}. */
  Said run(String command, String... further) {
    List<String> arguments = new ArrayList<>(List.of(command, folder.toString()));
    arguments.addAll(List.of(further));
    return isere(arguments);
  }

  /** Runs {@code isere ...}. */
  static Said isere(List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments.toArray(String[]::new));
    return new Said(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
