/*
 * A virtual environment with west.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.build.Tool;
import dev.isere.build.WorkspaceFinder;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a virtual environment of our own with west and what Zephyr's scripts import. */
final class PythonStep implements Step {
  private static final String STAMP = "python";
  private static final long VENV_LIMIT_SECONDS = 120;
  private static final long PIP_LIMIT_SECONDS = 1800;
  private static final Pattern PACKAGE = Pattern.compile("(?m)^([a-z0-9-]+)==(\\S+)");

  private final SetupFolder folder;
  private final SetupRequest request;
  private final WorkspaceFinder finder;
  private final String requirements;

  PythonStep(SetupFolder folder, SetupRequest request, WorkspaceFinder finder) {
    this.folder = folder;
    this.request = request;
    this.finder = finder;
    this.requirements = SetupFolder.template(request.templates(), "requirements.txt");
  }

  @Override
  public String title() {
    return "west and " + (packages() - 1) + " Python packages";
  }

  private long packages() {
    return PACKAGE.matcher(requirements).results().count();
  }

  @Override
  public String fetches() {
    return "30 MB";
  }

  @Override
  public int diskMegabytes() {
    return 130;
  }

  @Override
  public boolean isDone() {
    return folder.hasStamp(STAMP, requirements) && Files.isExecutable(folder.python());
  }

  private List<String> venv(Path python) {
    return List.of(python.toString(), "-m", "venv", folder.path().resolve("venv").toString());
  }

  private List<String> pip() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(folder.python().toString(), "-m", "pip", "install"));
    command.addAll(List.of("--disable-pip-version-check", "--no-input"));
    command.addAll(List.of("--no-deps", "--only-binary=:all:", "--require-hashes"));
    request
        .mirror()
        .flatMap(Mirror::python)
        .ifPresent(
            wheels -> command.addAll(List.of("--no-index", "--find-links", wheels.toString())));
    command.addAll(List.of("-r", request.templates().resolve("requirements.txt").toString()));
    return command;
  }

  @Override
  public List<String> commands() {
    Path python = finder.program("python3").orElse(Path.of("python3"));
    return List.of(Tool.shown(venv(python)), Tool.shown(pip()));
  }

  @Override
  public void run(SetupListener listener) {
    Path python =
        finder
            .program("python3")
            .orElseThrow(
                () ->
                    new IsereException(
                        ExitCode.MACHINE,
                        Diagnostic.error("python3 is missing, which Zephyr's build needs")
                            .withHelp("on Debian and Ubuntu: apt-get install python3-venv")
                            .withHelp("on macOS: brew install python")));
    SetupTool tool = new SetupTool(folder.path(), folder.log(), Map.of(), listener);
    folder.unstamp(STAMP);
    tool.run("make a virtual environment", venv(python), VENV_LIMIT_SECONDS, line -> {});
    long total = packages();
    tool.run(
        "install west",
        pip(),
        PIP_LIMIT_SECONDS,
        line -> {
          Matcher name = Pattern.compile("Collecting ([a-z0-9-]+)").matcher(line);
          if (name.find()) {
            listener.progress(position(name.group(1)), total, name.group(1));
          }
        });
    folder.stamp(STAMP, requirements);
  }

  private long position(String name) {
    return PACKAGE.matcher(requirements).results().takeWhile(m -> !m.group(1).equals(name)).count();
  }
}
