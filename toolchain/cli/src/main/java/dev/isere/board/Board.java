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
 * @param build how a runtime for it is made
 * @param zephyr what there is to know of a board that runs Zephyr; empty for the others
 * @param memoryOf the board whose memory it has, where that is another one
 * @param folder where its files lie
 */
public record Board(
    String name,
    String description,
    PortKind port,
    Build build,
    Optional<ZephyrBoard> zephyr,
    Optional<String> memoryOf,
    Path folder) {

  /** Checks that a board of Zephyr, and no other, says what Zephyr needs. */
  public Board {
    if (zephyr.isPresent() != (build == Build.ZEPHYR)) {
      throw new IllegalArgumentException(name + " is built as " + build.id());
    }
  }

  /** How a runtime for a board is made. */
  public enum Build {
    /** The runtime of this machine, as it is. */
    NATIVE("native"),
    /** The runtime for a Cortex-M33 that QEMU emulates; its board.yaml is read by CMake as well. */
    M33_SIM("m33-sim"),
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
}
