/*
 * Something that a function can be built for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;

import dev.isere.project.PortKind;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Something that a function can be built for.
 *
 * @param name the folder's name and what --board says
 * @param description one line for people
 * @param port the kind of port whose defaults hold
 * @param zephyr what there is to know of a board that runs Zephyr; empty for this machine itself
 * @param folder where its files lie
 */
public record Board(
    String name, String description, PortKind port, Optional<ZephyrBoard> zephyr, Path folder) {

  /** How a runtime for a board is made. */
  public enum Build {
    /** The runtime of this machine, as it is. */
    NATIVE("native"),
    /** An application of Zephyr, built by west. */
    ZEPHYR("zephyr");

    private final String id;

    Build(String id) {
      this.id = id;
    }

    /** As it stands in board.yaml. */
    public String id() {
      return id;
    }

    /** Finds a constant by its id. */
    static Optional<Build> of(String id) {
      for (Build candidate : values()) {
        if (candidate.id.equals(id)) {
          return Optional.of(candidate);
        }
      }
      return Optional.empty();
    }
  }

  /** How a runtime for it is made. */
  public Build build() {
    return zephyr.isPresent() ? Build.ZEPHYR : Build.NATIVE;
  }
}
