/*
 * The runtime's executable for this machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.project.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The runtime's executable for this machine.
 *
 * @param path an executable file
 */
public record RuntimeExecutable(Path path) {
  /** Its name, wherever it lies. */
  public static final String NAME = "isere-runtime";

  /**
   * Finds it: system property {@code isere.runtime}, else where the project's build puts it.
   *
   * @param home the project's root
   * @throws IsereException (exit code 3) if it is not there
   */
  public static RuntimeExecutable locate(Path home) {
    String named = System.getProperty("isere.runtime", "");
    Path path = named.isEmpty() ? home.resolve(".build/runtime").resolve(NAME) : Path.of(named);
    if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("the runtime is not built")
              .withLookedIn(List.of(path.toString()))
              .withHelp("start isère by its launcher, ./isere, which builds what is missing"));
    }
    return new RuntimeExecutable(path.toAbsolutePath());
  }

  /**
   * The command line that serves a function.
   *
   * @param options the options that decide what the runtime reserves
   */
  public List<String> command(
      Path function, String host, int port, Map<Option, Long> options, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(path.toString());
    command.add(function.toString());
    command.addAll(List.of("--host", host, "--port", Integer.toString(port)));
    options.forEach((key, value) -> command.addAll(List.of("--option", key.key() + "=" + value)));
    command.addAll(more);
    return command;
  }
}
