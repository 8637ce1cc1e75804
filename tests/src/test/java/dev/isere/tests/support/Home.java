// Where the project lies and what of it is under test.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.nio.file.Files;
import java.nio.file.Path;

/** Paths of the project. System properties (set by pom.xml and ./check) win over what is found. */
public final class Home {
  private static final Path ROOT = findRoot();

  private Home() {}

  /** The project's root. */
  public static Path root() {
    return ROOT;
  }

  /** A file or folder under {@code tests/}. */
  public static Path tests(String name) {
    return ROOT.resolve("tests").resolve(name);
  }

  /** A folder for what tests write, emptied by nobody but them. */
  public static Path work(String name) {
    return ROOT.resolve("tests/target/work").resolve(name);
  }

  /** The runtime executable under test: property {@code isere.runtime}. */
  public static Path runtime() {
    return existing("isere.runtime", ".build/runtime/isere-runtime");
  }

  /** The C reader of function images, as an executable: property {@code isere.image.check}. */
  public static Path imageCheck() {
    return existing("isere.image.check", ".build/asan/tests/isere-image-check");
  }

  /** The runtime for the emulated chip: property {@code isere.chip.firmware}. */
  public static Path chipFirmware() {
    return existing("isere.chip.firmware", ".build/m33-sim/isere-m33-sim.elf");
  }

  private static Path existing(String property, String otherwise) {
    Path path = ROOT.resolve(System.getProperty(property, otherwise));
    if (!Files.isExecutable(path)) {
      throw new IllegalStateException(path + " is not there; ./check builds it");
    }
    return path;
  }

  private static Path findRoot() {
    String told = System.getProperty("isere.home");
    Path path = Path.of(told == null ? "" : told).toAbsolutePath();
    while (path != null && !Files.exists(path.resolve("runtime-c/options.yaml"))) {
      path = path.getParent();
    }
    if (path == null) {
      throw new IllegalStateException("run the tests inside the project");
    }
    return path;
  }
}
