/*
 * A checkout of Zephyr that is there already.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.build.Tool;
import dev.isere.build.ZephyrTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Makes a workspace of west out of a checkout of Zephyr that is there already. */
final class AdoptStep implements Step {
  private static final long LIMIT_SECONDS = 60;

  private final SetupFolder folder;
  private final ZephyrTree zephyr;
  private final Supplier<Path> west;

  /**
   * @param west finds the executable, which may be made by an earlier step
   */
  AdoptStep(SetupFolder folder, ZephyrTree zephyr, Supplier<Path> west) {
    this.folder = folder;
    this.zephyr = zephyr;
    this.west = west;
  }

  @Override
  public String title() {
    return "Zephyr " + zephyr.version() + " in " + zephyr.base();
  }

  @Override
  public String fetches() {
    return "";
  }

  @Override
  public int diskMegabytes() {
    return 0;
  }

  @Override
  public boolean isDone() {
    return zephyr.top().isPresent();
  }

  private List<String> command() {
    return List.of(west.get().toString(), "init", "-l", zephyr.base().toString());
  }

  @Override
  public List<String> commands() {
    return List.of(Tool.shown(command()));
  }

  @Override
  public void run(SetupListener listener) {
    new SetupTool(folder.path(), folder.log(), Map.of("ZEPHYR_BASE", ""), listener)
        .run("make a workspace", command(), LIMIT_SECONDS, line -> {});
  }
}
