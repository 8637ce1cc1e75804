// What npm has installed for these tests.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.packages;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folder with the packages of {@code tests/packages/package-lock.json}. */
final class Installed {
  private Installed() {}

  static Path folder() {
    String told = System.getProperty("isere.packages");
    assertTrue(told != null, "./check packages installs the packages and says where");
    return Path.of(told);
  }

  /** Node itself, of a package. */
  static Path node() throws IOException {
    try (Stream<Path> found = Files.walk(folder().resolve("node_modules"), 3)) {
      return found.filter(p -> p.endsWith("bin/node")).findFirst().orElseThrow();
    }
  }
}
