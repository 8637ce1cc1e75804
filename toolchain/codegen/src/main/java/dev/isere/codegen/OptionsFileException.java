// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.util.List;

/** options.yaml is not what it has to be. */
final class OptionsFileException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * One thing that is wrong.
   *
   * @param line counted from 1
   */
  record Problem(int line, String text) {}

  private final transient List<Problem> problems;

  OptionsFileException(List<Problem> problems) {
    super(problems.size() + " problems");
    this.problems = List.copyOf(problems);
  }

  /** In the order of their lines; at least one. */
  List<Problem> problems() {
    return problems;
  }
}
