/*
 * Zephyr and its modules.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.build.Tool;
import dev.isere.build.WorkspaceFinder;
import dev.isere.build.ZephyrTree;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fetches Zephyr and the modules that templates/workspace/west.yml names. */
final class SourcesStep implements Step {
  private static final String STAMP = "sources";
  private static final String MANIFEST = "west.yml";
  private static final long INIT_LIMIT_SECONDS = 60;
  private static final long UPDATE_LIMIT_SECONDS = 4 * 3600;
  private static final Pattern REVISION = Pattern.compile("revision: v(\\S+)");
  private static final Pattern MODULE = Pattern.compile("(?m)^ {10}- (\\S+)");
  private static final Pattern PROJECT = Pattern.compile("^=== updating (\\S+)");
  private static final Pattern PERCENT = Pattern.compile("^(\\w[^:]*): +(\\d{1,3})%");

  private final SetupFolder folder;
  private final SetupRequest request;
  private final WorkspaceFinder finder;
  private final Map<String, String> environment;
  private final String manifest;

  /**
   * @param environment the environment variables of this process
   */
  SourcesStep(
      SetupFolder folder,
      SetupRequest request,
      WorkspaceFinder finder,
      Map<String, String> environment) {
    this.folder = folder;
    this.request = request;
    this.finder = finder;
    this.environment = environment;
    this.manifest = SetupFolder.template(request.templates(), MANIFEST);
  }

  private String version() {
    Matcher revision = REVISION.matcher(manifest);
    return revision.find() ? revision.group(1) : "";
  }

  private long modules() {
    return MODULE.matcher(manifest).results().count();
  }

  Path zephyr() {
    return folder.path().resolve("zephyr");
  }

  @Override
  public String title() {
    return "Zephyr " + version() + " and " + modules() + " modules";
  }

  @Override
  public String fetches() {
    return "150 MB";
  }

  @Override
  public int diskMegabytes() {
    return 750;
  }

  @Override
  public boolean isDone() {
    return folder.hasStamp(STAMP, manifest) && ZephyrTree.at(zephyr()).isPresent();
  }

  private List<String> west(String... arguments) {
    Path west = folder.path().resolve("venv/bin/west");
    List<String> command = new ArrayList<>(List.of(west.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private List<String> init() {
    return west("init", "-l", folder.path().resolve("manifest").toString());
  }

  /** Shallow; what is there in the right revision is not asked for again. */
  private List<String> update() {
    return west("update", "--narrow", "--fetch", "smart", "-o=--depth=1", "-o=--progress");
  }

  @Override
  public List<String> commands() {
    Path target = folder.path().resolve("manifest");
    return List.of(
        Tool.shown(List.of("mkdir", "-p", target.toString())),
        Tool.shown(
            List.of("cp", request.templates().resolve(MANIFEST).toString(), target.toString())),
        Tool.shown(init()),
        Tool.shown(List.of("cd", folder.path().toString())),
        gitSettings() + Tool.shown(update()));
  }

  /** What a shell takes for the variables of one command. */
  private String gitSettings() {
    StringBuilder settings = new StringBuilder();
    request
        .mirror()
        .ifPresent(
            mirror ->
                mirror
                    .gitEnvironment(environment)
                    .forEach(
                        (name, value) ->
                            settings.append(name).append('=').append(value).append(' ')));
    return settings.toString();
  }

  @Override
  public void run(SetupListener listener) {
    if (finder.program("git").isEmpty()) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("git is missing, which fetches Zephyr")
              .withHelp("on Debian and Ubuntu: apt-get install git")
              .withHelp("on macOS: xcode-select --install"));
    }
    Map<String, String> variables = new TreeMap<>();
    request.mirror().ifPresent(mirror -> variables.putAll(mirror.gitEnvironment(environment)));
    variables.put("ZEPHYR_BASE", "");
    SetupTool tool = new SetupTool(folder.path(), folder.log(), variables, listener);
    folder.unstamp(STAMP);
    folder.write(folder.path().resolve("manifest").resolve(MANIFEST), manifest);
    if (!Files.isRegularFile(folder.path().resolve(".west/config"))) {
      folder.delete(folder.path().resolve(".west"));
      tool.run("make a workspace", init(), INIT_LIMIT_SECONDS, line -> {});
    }
    new InterruptedCheckouts(folder, tool).mend();
    tool.run("fetch Zephyr", update(), UPDATE_LIMIT_SECONDS, new Progress(listener)::take);
    if (ZephyrTree.at(zephyr()).isEmpty()) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("what was fetched is no Zephyr")
              .at(zephyr().toString())
              .withHelp("is the mirror to blame?"));
    }
    folder.stamp(STAMP, manifest);
  }

  /** Reads how far west and git are from what they say. */
  private final class Progress {
    private static final int PARTS = 100;

    private final SetupListener listener;
    private String project = "";
    private long begun;

    Progress(SetupListener listener) {
      this.listener = listener;
    }

    void take(String line) {
      Matcher next = PROJECT.matcher(line);
      Matcher part = PERCENT.matcher(line);
      if (next.find()) {
        project = next.group(1);
        begun++;
        show(0, "");
      } else if (part.find()) {
        show(Long.parseLong(part.group(2)), ": " + part.group(1).toLowerCase(Locale.ROOT));
      }
    }

    private void show(long percent, String what) {
      long done = Math.max(0, begun - 1) * PARTS + percent;
      listener.progress(done, (modules() + 1) * PARTS, project + what);
    }
  }
}
