/*
 * Tests of the reader of Zephyr's version.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ZephyrTreeTest {
  @Test
  void readsTheVersionOfAReleaseAndOfACandidate() {
    String text = "VERSION_MAJOR = 4\nVERSION_MINOR = 3\nPATCHLEVEL = 0\nVERSION_TWEAK = 0\n";
    assertEquals(Optional.of("4.3.0"), ZephyrTree.version(text + "EXTRAVERSION =\n"));
    assertEquals(Optional.of("4.3.0-rc2"), ZephyrTree.version(text + "EXTRAVERSION = rc2\n"));
  }

  @Test
  void takesNoOtherTextForAVersion() {
    assertEquals(Optional.empty(), ZephyrTree.version(""));
    assertEquals(Optional.empty(), ZephyrTree.version("4.3.0\n"));
    assertEquals(Optional.empty(), ZephyrTree.version("VERSION_MAJOR = 4\nVERSION_MINOR = x\n"));
  }
}
