// The command line as a person starts it.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Child processes of {@code ./isere}. The runtime under test is handed on by a Java option, so the
 * JVM may say so in the first line of stderr ({@link #err} leaves it out).
 */
public final class Cli {
  private Cli() {}

  /** Starts {@code ./isere} in a folder. */
  public static Child start(Path folder, String... arguments) throws IOException {
    return start(folder, Map.of(), arguments);
  }

  /**
   * Starts {@code ./isere} in a folder.
   *
   * @param environment variables to set; an empty value removes one
   */
  public static Child start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Home.root().resolve("isere").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("NO_COLOR");
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    String runtime = System.getProperty("isere.runtime");
    if (runtime != null && !environment.containsKey("JAVA_TOOL_OPTIONS")) {
      builder
          .environment()
          .put("JAVA_TOOL_OPTIONS", "-Disere.runtime=" + Home.root().resolve(runtime));
    }
    return new Child(builder);
  }

  /** Lines of stderr, but for the JVM's own. */
  public static List<String> err(Child child) {
    return child.err().stream().filter(l -> !l.startsWith("Picked up JAVA_TOOL_OPTIONS")).toList();
  }

  /** An empty folder for a test. */
  public static Path emptyFolder(String name) throws IOException {
    Path folder = Home.work("e2e").resolve(name);
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(folder);
  }
}
