/*
 * One thing that it takes to build for a board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One thing that it takes to build for a board, or to do something with it that can be done
 * otherwise.
 *
 * @param name what it is, such as {@code CMake}
 * @param state whether it is there
 * @param version its version, if it says one
 * @param path where it lies; empty when it is missing
 * @param why what is wrong with it, or what it is good for; empty when there is nothing to say
 * @param help commands that get it, line by line
 */
public record Prerequisite(
    String name,
    State state,
    Optional<String> version,
    Optional<Path> path,
    String why,
    List<String> help) {

  /** Whether it is there. */
  public enum State {
    /** It is there, and new enough. */
    FOUND,
    /** It has to be got. */
    MISSING,
    /** It is not there, and not needed for a build. */
    OPTIONAL
  }

  public Prerequisite {
    help = List.copyOf(help);
  }

  static Prerequisite found(String name, Optional<String> version, Path path) {
    return new Prerequisite(name, State.FOUND, version, Optional.of(path), "", List.of());
  }

  static Prerequisite missing(String name, String why, List<String> help) {
    return new Prerequisite(name, State.MISSING, Optional.empty(), Optional.empty(), why, help);
  }

  /** It is there, and of no use. */
  Prerequisite unfit(String reason, List<String> lines) {
    return new Prerequisite(name, State.MISSING, version, path, reason, lines);
  }

  /** The same, not needed for a build. */
  Prerequisite optional() {
    State softened = state == State.MISSING ? State.OPTIONAL : state;
    return new Prerequisite(name, softened, version, path, why, help);
  }

  /** Whether a build lacks it. */
  public boolean isMissing() {
    return state == State.MISSING;
  }
}
