/*
 * What programs say.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.util.List;
import java.util.Optional;

/** What programs say. */
@FunctionalInterface
public interface ProgramReply {
  /** The lines that a command writes; empty if it cannot be run or fails. */
  Optional<List<String>> of(List<String> command);
}
