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
 * @param licences the licences of all that is in it, which go with every copy
 */
public record RuntimeExecutable(Path path, Path licences) {
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
    Path licences = home.resolve(".build/third-party/LICENSES.txt");
    if (!Files.isExecutable(path) || !Files.isRegularFile(path) || !Files.isRegularFile(licences)) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("the runtime is not built")
              .withLookedIn(List.of(path.toString(), licences.toString()))
              .withHelp("start isère by its launcher, ./isere, which builds what is missing"));
    }
    return new RuntimeExecutable(path.toAbsolutePath(), licences);
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
