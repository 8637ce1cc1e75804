/*
 * Finds what it takes to build firmware.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import dev.isere.machine.UserFolders;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds Zephyr, west and a compiler on this machine. A place that a person names has to be right:
 * nothing else is taken instead.
 */
public final class WorkspaceFinder {
  private static final String HELP_SETUP = "isere setup";

  private final Map<String, String> environment;
  private final Path here;
  private final Path setupFolder;

  /**
   * @param environment the environment variables
   * @param here the working directory, absolute
   * @param setupFolder the folder of {@code isere setup}; see {@link #setupFolder()}
   */
  public WorkspaceFinder(Map<String, String> environment, Path here, Path setupFolder) {
    this.environment = environment;
    this.here = here;
    this.setupFolder = setupFolder;
  }

  /** For this process. */
  public static WorkspaceFinder ofThisProcess() {
    Map<String, String> environment = System.getenv();
    return new WorkspaceFinder(environment, Path.of("").toAbsolutePath(), setupFolder());
  }

  /** Where {@code isere setup} makes its workspace for the user of this process. */
  public static Path setupFolder() {
    return UserFolders.ofThisProcess().data().resolve("zephyr");
  }

  /**
   * Finds all that it takes to build for a board of silicon or an emulated one.
   *
   * @param named the checkout or workspace that {@code --zephyr} names
   * @throws IsereException (exit code 3) naming what is missing
   */
  public Workspace find(Optional<Path> named) {
    return find(named, this::compilerForArm);
  }

  /**
   * Finds all that it takes to build for Zephyr as a process of this machine.
   *
   * @throws IsereException (exit code 3) naming what is missing
   */
  public Workspace findForHost(Optional<Path> named) {
    return find(named, zephyr -> compilerForHost());
  }

  private Workspace find(Optional<Path> named, Function<ZephyrTree, Toolchain> compiler) {
    ZephyrTree zephyr = zephyr(named).orElseThrow(this::noWorkspace);
    Path top = zephyr.top().orElseThrow(() -> noTop(zephyr));
    Path west =
        west(Optional.of(top))
            .orElseThrow(
                () ->
                    lacking(
                        Diagnostic.error("west is missing, the tool that builds Zephyr")
                            .withLookedIn(List.of("$PATH", top + "/.venv", setupFolder.toString()))
                            .withHelp(HELP_SETUP + " --zephyr " + zephyr.base())));
    return new Workspace(zephyr, top, west, compiler.apply(zephyr));
  }

  private static IsereException noTop(ZephyrTree zephyr) {
    return lacking(
        Diagnostic.error("Zephyr lies in no workspace of west")
            .at(TextFiles.displayName(zephyr.base()))
            .withHelp("west init -l " + zephyr.base())
            .withHelp("or let isère do it: " + HELP_SETUP + " --zephyr " + zephyr.base()));
  }

  private Toolchain compilerForArm(ZephyrTree zephyr) {
    return toolchain()
        .orElseThrow(
            () ->
                lacking(
                    Diagnostic.error("no C compiler for ARM found")
                        .withLookedIn(
                            List.of(
                                "$ZEPHYR_TOOLCHAIN_VARIANT (unset)",
                                "the workspace of `isere setup`",
                                "arm-none-eabi-gcc in $PATH"))
                        .withHelp(HELP_SETUP + " --zephyr " + zephyr.base())));
  }

  private Toolchain compilerForHost() {
    return program("gcc")
        .map(compiler -> toolchain(Toolchain.HOST, compiler))
        .orElseThrow(
            () ->
                lacking(
                    Diagnostic.error("no C compiler for this machine found")
                        .withLookedIn(List.of("gcc in $PATH"))
                        .withHelp("sudo apt-get install gcc")));
  }

  /**
   * Finds Zephyr: where it is named, $ZEPHYR_BASE, the working directory and its parents, the
   * workspace of {@code isere setup}.
   *
   * @throws IsereException (exit code 3) if one is named that is none
   */
  public Optional<ZephyrTree> zephyr(Optional<Path> named) {
    if (named.isPresent()) {
      return Optional.of(tree(named.get(), "--zephyr"));
    }
    String base = environment.getOrDefault("ZEPHYR_BASE", "");
    if (!base.isEmpty()) {
      return Optional.of(tree(Path.of(base), "$ZEPHYR_BASE"));
    }
    return inParents().or(this::ofSetup);
  }

  private static ZephyrTree tree(Path path, String who) {
    return ZephyrTree.at(path)
        .orElseThrow(
            () ->
                lacking(
                    Diagnostic.error(
                            who + " names no checkout of Zephyr: " + TextFiles.displayName(path))
                        .withHelp("it has a file VERSION and a folder share/zephyr-package")));
  }

  private Optional<ZephyrTree> inParents() {
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      Optional<ZephyrTree> tree = ZephyrTree.at(folder);
      if (tree.isPresent()) {
        return tree;
      }
    }
    return Optional.empty();
  }

  private Optional<ZephyrTree> ofSetup() {
    return SetupState.read(setupFolder).flatMap(state -> ZephyrTree.at(state.zephyr()));
  }

  /**
   * Finds west: in the PATH, in the virtual environment of a workspace, in the one of {@code isere
   * setup}.
   *
   * @param top a workspace
   */
  public Optional<Path> west(Optional<Path> top) {
    Optional<Path> ownFirst =
        top.filter(folder -> folder.equals(setupFolder)).flatMap(folder -> westOfSetup());
    return ownFirst
        .or(() -> program("west"))
        .or(() -> top.map(folder -> folder.resolve(".venv/bin/west")).filter(Files::isExecutable))
        .or(this::westOfSetup);
  }

  private Optional<Path> westOfSetup() {
    return Optional.of(setupFolder.resolve("venv/bin/west")).filter(Files::isExecutable);
  }

  /** Finds a program of the PATH. */
  public Optional<Path> program(String name) {
    return programs(name).findFirst();
  }

  private Stream<Path> programs(String name) {
    String path = environment.getOrDefault("PATH", "");
    // An empty entry means the working directory, from which nothing is started unasked.
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
  }

  /**
   * Finds a compiler: the one that the environment names to Zephyr, the one of {@code isere setup},
   * {@code arm-none-eabi-gcc} in the PATH.
   */
  public Optional<Toolchain> toolchain() {
    String variant = environment.getOrDefault("ZEPHYR_TOOLCHAIN_VARIANT", "");
    if (!variant.isEmpty()) {
      return Optional.of(new Toolchain(variant, folderOf(variant)));
    }
    return SetupState.read(setupFolder)
        .map(SetupState::toolchain)
        .filter(toolchain -> toolchain.compiler().map(Files::isExecutable).orElse(true))
        .or(() -> folderOf(Toolchain.SDK).map(path -> toolchain(Toolchain.SDK, path)))
        .or(this::gnuarmemb);
  }

  private Optional<Path> folderOf(String variant) {
    String name =
        switch (variant) {
          case Toolchain.GNUARMEMB -> "GNUARMEMB_TOOLCHAIN_PATH";
          case Toolchain.SDK -> "ZEPHYR_SDK_INSTALL_DIR";
          default -> "";
        };
    return Optional.ofNullable(environment.get(name)).filter(s -> !s.isEmpty()).map(Path::of);
  }

  /**
   * Finds {@code arm-none-eabi-gcc} in the PATH. Zephyr wants the parent of its {@code bin}, so a
   * link of ccache's elsewhere is of no use.
   */
  public Optional<Toolchain> gnuarmemb() {
    return programs("arm-none-eabi-gcc")
        .map(Path::getParent)
        .filter(folder -> folder.endsWith("bin"))
        .map(folder -> toolchain(Toolchain.GNUARMEMB, folder.getParent()))
        .findFirst();
  }

  private static Toolchain toolchain(String variant, Path path) {
    return new Toolchain(variant, Optional.of(path));
  }

  /** No Zephyr is found. */
  IsereException noWorkspace() {
    return lacking(
        Diagnostic.error("no Zephyr workspace found")
            .withLookedIn(
                List.of(
                    "$ZEPHYR_BASE (unset)",
                    "this folder and its parents",
                    "the workspace of `isere setup`"))
            .withHelp(HELP_SETUP + "        or: export ZEPHYR_BASE=/path/to/zephyr"));
  }

  private static IsereException lacking(Diagnostic diagnostic) {
    return new IsereException(ExitCode.MACHINE, diagnostic);
  }
}
