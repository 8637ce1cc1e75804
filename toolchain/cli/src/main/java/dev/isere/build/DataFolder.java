/*
 * The folder of the user's data.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where the workspace of {@code isere setup} lies. */
public final class DataFolder {
  private DataFolder() {}

  /**
   * The folder of that workspace, which need not exist.
   *
   * @param environment the environment variables
   * @param osName as system property {@code os.name}
   */
  public static Path zephyr(Map<String, String> environment, String osName) {
    String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
    if (xdg.startsWith("/")) {
      return Path.of(xdg, "isere", "zephyr");
    }
    String home = environment.getOrDefault("HOME", "");
    Path folder = Path.of(home.startsWith("/") ? home : System.getProperty("user.home"));
    boolean mac = osName.toLowerCase(Locale.ROOT).startsWith("mac");
    Path data =
        mac ? folder.resolve("Library/Application Support") : folder.resolve(".local/share");
    return data.resolve("isere").resolve("zephyr");
  }
}
