/*
 * Makes the workspace.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.build.SetupState;
import dev.isere.build.Toolchain;
import dev.isere.build.WorkspaceFinder;
import dev.isere.build.ZephyrTree;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the workspace: the steps that a request comes to, in their order. */
public final class Setup {
  private static final int MAX_LOCK_FILE_BYTES = 1 << 16;

  private final SetupFolder folder;
  private final SetupRequest request;
  private final WorkspaceFinder finder;
  private final Map<String, String> environment;
  private final List<Step> steps = new ArrayList<>();
  private final Path zephyr;
  private final Toolchain toolchain;

  /**
   * @param folder where the workspace is to be, absolute
   * @param finder looks for what is there already
   * @param environment the environment variables of this process
   * @param host the kind of machine; see {@link #host}
   * @throws IsereException if the request cannot be met
   */
  public Setup(
      Path folder,
      SetupRequest request,
      WorkspaceFinder finder,
      Map<String, String> environment,
      String host) {
    this.folder = new SetupFolder(folder);
    this.request = request;
    this.finder = finder;
    this.environment = environment;
    this.zephyr = request.zephyr().isPresent() ? adopt(request.zephyr().get()) : fetch();
    Optional<Toolchain> present = presentToolchain();
    this.toolchain = present.isPresent() ? present.get() : fetchSdk(host);
  }

  /** The kind of machine that this is, as {@code linux-x86_64}. */
  public static String host(String osName, String osArch) {
    return SdkRelease.host(osName, osArch);
  }

  private Path fetch() {
    steps.add(new PythonStep(folder, request, finder));
    SourcesStep sources = new SourcesStep(folder, request, finder, environment);
    steps.add(sources);
    return sources.zephyr();
  }

  private Path adopt(Path named) {
    ZephyrTree tree = finder.zephyr(Optional.of(named)).orElseThrow();
    if (finder.west(tree.top()).isEmpty()) {
      steps.add(new PythonStep(folder, request, finder));
    }
    steps.add(
        new AdoptStep(
            folder,
            tree,
            () -> finder.west(tree.top()).orElse(folder.path().resolve("venv/bin/west"))));
    return tree.base();
  }

  private Optional<Toolchain> presentToolchain() {
    return switch (request.compiler()) {
      case SDK -> Optional.empty();
      case GNUARMEMB ->
          Optional.of(
              finder
                  .gnuarmemb()
                  .orElseThrow(
                      () ->
                          new IsereException(
                              ExitCode.MACHINE,
                              Diagnostic.error("there is no arm-none-eabi-gcc in $PATH")
                                  .withHelp(
                                      "on Debian and Ubuntu: apt-get install gcc-arm-none-eabi")
                                  .withHelp("or fetch one: isere setup --compiler sdk"))));
      case AUTO -> finder.toolchain();
    };
  }

  private Toolchain fetchSdk(String host) {
    SdkRelease release =
        SdkRelease.parse(
            TextFiles.read(request.templates().resolve("sdk.lock"), MAX_LOCK_FILE_BYTES));
    List<SdkRelease.Archive> archives = release.hosts().get(host);
    if (archives == null || archives.isEmpty()) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("there is no Zephyr SDK for this machine (" + host + ")")
              .withNote("there is one for: " + String.join(", ", release.hosts().keySet()))
              .withHelp("install arm-none-eabi-gcc, then: isere setup --compiler gnuarmemb"));
    }
    SdkStep step =
        new SdkStep(folder, release, archives, request.mirror(), this::python, environment);
    steps.add(step);
    return step.toolchain();
  }

  private Path python() {
    return Optional.of(folder.python())
        .filter(Files::isExecutable)
        .or(() -> finder.program("python3"))
        .orElse(folder.python());
  }

  /** The folder that it works in. */
  public Path folder() {
    return folder.path();
  }

  /** The compiler that the workspace will have. */
  public Toolchain toolchain() {
    return toolchain;
  }

  /** The steps that are left to do. */
  public List<Step> left() {
    return steps.stream().filter(step -> !step.isDone()).toList();
  }

  /**
   * Does what is left to do. What the workspace consists of is written down last.
   *
   * @throws IsereException if something cannot be done; done again, it goes on from there
   */
  public void run(SetupListener listener) {
    FileLock lock = folder.lock();
    try {
      List<Step> left = left();
      folder.checkRoom(left.stream().mapToInt(Step::diskMegabytes).sum());
      for (Step step : left) {
        listener.step(step.title());
        step.run(listener);
      }
      folder.write(SetupState.file(folder.path()), new SetupState(zephyr, toolchain).text());
    } finally {
      release(lock);
    }
  }

  private static void release(FileLock lock) {
    try {
      lock.acquiredBy().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
