/*
 * Makes the firmware of a board, or takes the one of an earlier build.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.board.Board;
import dev.isere.board.ZephyrBoard;
import dev.isere.build.AppFolder;
import dev.isere.build.Firmware;
import dev.isere.build.FirmwareCache;
import dev.isere.build.FirmwareKey;
import dev.isere.build.Tool;
import dev.isere.build.WestBuild;
import dev.isere.build.Workspace;
import dev.isere.build.WorkspaceFinder;
import dev.isere.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/** Makes the firmware of a board, or takes the one of an earlier build out of the cache. */
final class FirmwareMaker {
  private final RootCommand root;
  private final Board board;
  private final Project project;
  private final SortedMap<String, String> app;
  private final Workspace workspace;
  private final FirmwareKey key;
  private final FirmwareCache cache = FirmwareCache.ofThisProcess();

  private FirmwareMaker(
      RootCommand root,
      Board board,
      Project project,
      SortedMap<String, String> app,
      Workspace workspace,
      FirmwareKey key) {
    this.root = root;
    this.board = board;
    this.project = project;
    this.app = app;
    this.workspace = workspace;
    this.key = key;
  }

  /**
   * Finds out what there is to build.
   *
   * @param zephyr the checkout or workspace that a person names
   * @throws dev.isere.diagnostic.IsereException (exit code 3) if something is missing
   */
  static FirmwareMaker of(RootCommand root, Board board, Project project, Optional<Path> zephyr) {
    SortedMap<String, String> app = AppMaker.make(project, board);
    WorkspaceFinder finder = WorkspaceFinder.ofThisProcess();
    boolean onHost = board.zephyr().orElseThrow().network().link() == ZephyrBoard.Link.HOST;
    Workspace workspace = onHost ? finder.findForHost(zephyr) : finder.find(zephyr);
    FirmwareKey key = FirmwareKey.of(workspace, Home.folder(), board, app);
    return new FirmwareMaker(root, board, project, app, workspace, key);
  }

  FirmwareKey key() {
    return key;
  }

  /** The firmware, if an earlier build left it. */
  Optional<Firmware> kept() {
    return cache.find(key);
  }

  /**
   * The firmware.
   *
   * @param folder gets the application, and what a build leaves behind
   */
  Firmware make(Path folder) {
    AppFolder.write(folder.resolve(AppFolder.NAME), app);
    Optional<Firmware> kept = kept();
    if (root.verbose()) {
      String state = kept.isPresent() ? " is kept from an earlier build" : " is to be built";
      root.screen().say("firmware " + key.hex() + state);
    }
    return kept.orElseGet(() -> build(folder));
  }

  private Firmware build(Path folder) {
    WestBuild west = new WestBuild(workspace, Home.folder(), board, folder);
    String what = "firmware for " + board.name();
    root.screen().say("building the " + what + " with Zephyr " + workspace.zephyr().version());
    if (root.verbose()) {
      root.screen().say("+ " + shown(west));
    }
    long start = System.nanoTime();
    Firmware firmware =
        west.run(
            key,
            (done, total) ->
                root.screen()
                    .progress(ProgressBar.line(done, total, total == 0 ? "configuring" : what)),
            line -> {
              if (root.verbose()) {
                root.screen().say(line);
              }
            });
    root.screen().progress("");
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    root.screen().say("built in " + seconds + " s, and kept for the next builds");
    cache.put(key, firmware, project.options().build().maxCacheBytes());
    return firmware;
  }

  /** The commands that {@link #make} would run. */
  List<String> commands(Path folder) {
    return cache.has(key)
        ? List.of()
        : List.of(shown(new WestBuild(workspace, Home.folder(), board, folder)));
  }

  /** As a person would type it. */
  private static String shown(WestBuild west) {
    List<String> words = new ArrayList<>();
    String path = System.getenv().getOrDefault("PATH", "");
    for (Map.Entry<String, String> variable : west.environment().entrySet()) {
      String value = variable.getValue();
      if (variable.getKey().equals("PATH") && value.endsWith(path)) {
        words.add("PATH=" + value.substring(0, value.length() - path.length()) + "$PATH");
      } else {
        words.add(variable.getKey() + "=" + Tool.shown(List.of(value)));
      }
    }
    words.add(Tool.shown(west.command()));
    return String.join(" ", words);
  }
}
