/*
 * Copies of what would come from the network.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Copies of what would come from the network, in a folder that is named by a URL: git repositories
 * by their names, archives by theirs, Python packages in {@code python}.
 *
 * @param url without a slash at its end
 */
public record Mirror(URI url) {
  /** Where the git repositories of Zephyr and its modules are. */
  private static final String UPSTREAM = "https://github.com/zephyrproject-rtos/";

  /**
   * A mirror by its URL.
   *
   * @throws IsereException if it is no URL that could be one (exit code 2), or a folder that is not
   *     there (exit code 3)
   */
  public static Mirror of(String text) {
    String trimmed = text.replaceFirst("/+$", "");
    try {
      URI url = new URI(trimmed);
      if (url.getScheme() != null && url.getScheme().matches("https?") && url.getHost() != null) {
        return new Mirror(url);
      }
      if ("file".equals(url.getScheme()) && trimmed.startsWith("file:///")) {
        return ofFolder(url);
      }
    } catch (URISyntaxException e) {
      throw notOne(text);
    }
    throw notOne(text);
  }

  private static Mirror ofFolder(URI url) {
    if (!Files.isDirectory(Path.of(url))) {
      throw new IsereException(
          ExitCode.MACHINE, Diagnostic.error("there is no folder " + Path.of(url)));
    }
    return new Mirror(url);
  }

  private static IsereException notOne(String text) {
    return IsereException.usage(
        Diagnostic.error("`" + text + "` is no URL of a mirror")
            .withHelp("for example: --mirror https://host/zephyr or --mirror file:///media/disk"));
  }

  /** Where it has a file. */
  String fileUrl(String name) {
    return url + "/" + name;
  }

  /** Its folder of Python packages; empty when it is not a folder of this machine or has none. */
  Optional<Path> python() {
    return "file".equals(url.getScheme())
        ? Optional.of(Path.of(url).resolve("python")).filter(Files::isDirectory)
        : Optional.empty();
  }

  /**
   * The environment variables that make git fetch from here what it would fetch upstream.
   *
   * @param environment those that there are
   */
  Map<String, String> gitEnvironment(Map<String, String> environment) {
    String count = environment.getOrDefault("GIT_CONFIG_COUNT", "0");
    int next = count.matches("\\d{1,3}") ? Integer.parseInt(count) : 0;
    Map<String, String> variables = new TreeMap<>();
    variables.put("GIT_CONFIG_COUNT", Integer.toString(next + 1));
    variables.put("GIT_CONFIG_KEY_" + next, "url." + url + "/.insteadOf");
    variables.put("GIT_CONFIG_VALUE_" + next, UPSTREAM);
    return variables;
  }
}
