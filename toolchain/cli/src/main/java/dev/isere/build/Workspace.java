/*
 * What it takes to build firmware.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What it takes to build firmware: Zephyr, west and a compiler.
 *
 * @param zephyr the checkout
 * @param top the folder that west calls the workspace; its parent
 * @param west the executable
 * @param toolchain the compiler
 */
public record Workspace(ZephyrTree zephyr, Path top, Path west, Toolchain toolchain) {
  /** The command line {@code west ARGUMENTS}. */
  public List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(west.toString());
    command.addAll(arguments);
    return command;
  }

  /**
   * The environment variables of such a command, those that differ from this process's.
   *
   * @param path the PATH of this process. CMake and ninja may lie beside west
   */
  public Map<String, String> environment(String path) {
    Map<String, String> variables = new TreeMap<>(toolchain.environment());
    variables.put("ZEPHYR_BASE", zephyr.base().toString());
    variables.put("PATH", west.getParent() + (path.isEmpty() ? "" : File.pathSeparator + path));
    return variables;
  }
}
