/*
 * A checkout of Zephyr.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A checkout of Zephyr.
 *
 * @param base its root, absolute: what ZEPHYR_BASE names
 * @param version as {@code 4.3.0}, from its file VERSION
 */
public record ZephyrTree(Path base, String version) {
  private static final String VERSION_FILE = "VERSION";
  private static final String CONFIG_PACKAGE = "share/zephyr-package/cmake/ZephyrConfig.cmake";
  private static final String CHECKOUT = "zephyr";

  /** The tree at a path, or in a folder {@code zephyr} of it; empty if it is neither. */
  public static Optional<ZephyrTree> at(Path path) {
    return read(path).or(() -> read(path.resolve(CHECKOUT)));
  }

  private static Optional<ZephyrTree> read(Path base) {
    Path absolute = base.toAbsolutePath().normalize();
    if (!Files.isRegularFile(absolute.resolve(CONFIG_PACKAGE))) {
      return Optional.empty();
    }
    try {
      return version(Files.readString(absolute.resolve(VERSION_FILE)))
          .map(version -> new ZephyrTree(absolute, version));
    } catch (IOException e) {
      // Without a version that can be read it is no tree that could be built.
      return Optional.empty();
    }
  }

  /** The version in the text of a file VERSION: lines as {@code VERSION_MAJOR = 4}. */
  static Optional<String> version(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String line : text.lines().toList()) {
      int sign = line.indexOf('=');
      if (sign > 0) {
        fields.put(line.substring(0, sign).strip(), line.substring(sign + 1).strip());
      }
    }
    String major = fields.getOrDefault("VERSION_MAJOR", "");
    String minor = fields.getOrDefault("VERSION_MINOR", "");
    String patch = fields.getOrDefault("PATCHLEVEL", "");
    String version = major + "." + minor + "." + patch;
    if (!version.matches("\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}")) {
      return Optional.empty();
    }
    String extra = fields.getOrDefault("EXTRAVERSION", "");
    return Optional.of(extra.isEmpty() ? version : version + "-" + extra);
  }

  /** The folder that west calls the workspace: the nearest parent with a {@code .west/config}. */
  public Optional<Path> top() {
    for (Path folder = base.getParent(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve(".west/config"))) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }
}
