/*
 * Where a user's files lie.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.machine;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where a user's files lie: as the XDG Base Directory Specification says, on macOS below Library.
 * The folders need not exist.
 */
public final class UserFolders {
  private final Map<String, String> environment;
  private final boolean isMac;

  /**
   * @param environment the environment variables
   * @param osName as system property {@code os.name}
   */
  public UserFolders(Map<String, String> environment, String osName) {
    this.environment = environment;
    this.isMac = osName.toLowerCase(Locale.ROOT).startsWith("mac");
  }

  /** Of this process. */
  public static UserFolders ofThisProcess() {
    return new UserFolders(System.getenv(), System.getProperty("os.name"));
  }

  /** What can be made again. */
  public Path cache() {
    return folder("XDG_CACHE_HOME", isMac ? "Library/Caches" : ".cache");
  }

  /** What was made once. */
  public Path data() {
    return folder("XDG_DATA_HOME", isMac ? "Library/Application Support" : ".local/share");
  }

  private Path folder(String variable, String belowHome) {
    String named = environment.getOrDefault(variable, "");
    if (named.startsWith("/")) {
      return Path.of(named, "isere");
    }
    String home = environment.getOrDefault("HOME", "");
    Path user = Path.of(home.startsWith("/") ? home : System.getProperty("user.home"));
    return user.resolve(belowHome).resolve("isere");
  }
}
