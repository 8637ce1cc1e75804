/*
 * Tests of where a user's files lie.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserFoldersTest {
  private static void assertFolders(
      String cache, String data, Map<String, String> environment, String osName) {
    UserFolders folders = new UserFolders(environment, osName);
    assertEquals(Path.of(cache), folders.cache());
    assertEquals(Path.of(data), folders.data());
  }

  @Test
  void liesBelowHome() {
    assertFolders("/h/.cache/isere", "/h/.local/share/isere", Map.of("HOME", "/h"), "Linux");
    assertFolders(
        "/h/Library/Caches/isere",
        "/h/Library/Application Support/isere",
        Map.of("HOME", "/h"),
        "Mac OS X");
  }

  @Test
  void followsXdgUnlessItIsRelative() {
    assertFolders(
        "/c/isere",
        "/h/.local/share/isere",
        Map.of("HOME", "/h", "XDG_CACHE_HOME", "/c", "XDG_DATA_HOME", "d"),
        "Linux");
  }

  @Test
  void knowsTheUsersHomeWithoutAVariable() {
    String home = System.getProperty("user.home");
    assertFolders(
        home + "/.cache/isere", home + "/.local/share/isere", Map.of("HOME", "~"), "Linux");
  }
}
