/*
 * Writes completion for shells.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.manual;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/** Scripts by which a shell completes commands, options and their values. */
public final class Completion {
  /** The shells that are known. */
  public static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  private Completion() {}

  /**
   * A shell's script. Zsh takes bash's: it says so itself.
   *
   * @param shell one of {@link #SHELLS}
   */
  public static String of(CommandSpec root, String shell) {
    return switch (shell) {
      case "bash", "zsh" -> AutoComplete.bash(root.name(), root.commandLine());
      case "fish" -> FishCompletion.of(root);
      default -> throw new IllegalArgumentException(shell);
    };
  }
}
