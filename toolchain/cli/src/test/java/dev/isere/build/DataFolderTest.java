/*
 * Tests of where the user's data lies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataFolderTest {
  @Test
  void liesWhereEachSystemKeepsData() {
    Map<String, String> home = Map.of("HOME", "/home/me");
    assertEquals(Path.of("/home/me/.local/share/isere/zephyr"), DataFolder.zephyr(home, "Linux"));
    assertEquals(
        Path.of("/home/me/Library/Application Support/isere/zephyr"),
        DataFolder.zephyr(home, "Mac OS X"));
  }

  @Test
  void liesWhereTheVariableOfXdgSaysUnlessThatIsRelative() {
    assertEquals(
        Path.of("/data/isere/zephyr"),
        DataFolder.zephyr(Map.of("HOME", "/home/me", "XDG_DATA_HOME", "/data"), "Linux"));
    assertEquals(
        Path.of("/home/me/.local/share/isere/zephyr"),
        DataFolder.zephyr(Map.of("HOME", "/home/me", "XDG_DATA_HOME", "data"), "Linux"));
  }
}
