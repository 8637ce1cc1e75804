/*
 * The arguments of every command that takes a handler.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.Tool;
import dev.isere.project.PortKind;
import dev.isere.project.Project;
import dev.isere.project.ProjectLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of every command that takes a handler. */
final class ProjectArguments {
  @Parameters(
      paramLabel = "HANDLER",
      arity = "0..1",
      defaultValue = ".",
      description = "A file that exports `handler`, or its folder (default: this folder).")
  private Path handler;

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "Set an option of isere.yaml, such as http.max_body_bytes=65536.")
  private List<String> options = new ArrayList<>();

  @Option(names = "--source", description = "Keep source text in the image instead of bytecode.")
  private boolean source;

  /** The files that decide what {@link #load} gives, there or not. */
  Set<Path> files() {
    return ProjectLoader.files(handler);
  }

  /** The folder that holds the project's isere.yaml, if it has one, and its tests. */
  Path folder() {
    return Files.isDirectory(handler) ? handler : handler.toAbsolutePath().getParent();
  }

  /** Another command for the same handler, as the person has named it. */
  String command(String name) {
    String command = "isere " + name;
    return handler.equals(Path.of("."))
        ? command
        : command + " " + Tool.shown(List.of(handler.toString()));
  }

  /** The project they describe. */
  Project load(PortKind kind) {
    List<String> flags = new ArrayList<>(options);
    if (source) {
      flags.add("build.source=true");
    }
    return ProjectLoader.load(handler, kind, flags);
  }
}
