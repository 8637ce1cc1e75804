// A machine of a test's own: its home, its data folder, its programs.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.devices;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the command line with a home whose templates a test may change, and with the programs that
 * it lets in: those it makes stand before those of the system.
 */
final class Machine {
  private final Path folder;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> properties = new ArrayList<>();

  Machine(String name) throws IOException {
    folder = Cli.emptyFolder("devices/" + name);
    copy(Home.root().resolve("templates"), home().resolve("templates"));
    copy(Home.root().resolve("boards"), home().resolve("boards"));
    Files.createDirectories(programs());
    environment.put("PATH", programs() + ":" + System.getenv("PATH"));
    environment.put("HOME", folder.toString());
    environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    environment.put("XDG_DATA_HOME", folder.resolve("data").toString());
    for (String variable :
        List.of(
            "ZEPHYR_BASE",
            "ZEPHYR_TOOLCHAIN_VARIANT",
            "GNUARMEMB_TOOLCHAIN_PATH",
            "ZEPHYR_SDK_INSTALL_DIR",
            "NO_COLOR")) {
      environment.put(variable, "");
    }
  }

  Path folder() {
    return folder;
  }

  Path home() {
    return folder.resolve("home");
  }

  Path programs() {
    return folder.resolve("bin");
  }

  /** Where {@code isere setup} makes its workspace. */
  Path workspace() {
    return folder.resolve("data/isere/zephyr");
  }

  /** Sets a variable; an empty value removes it. */
  Machine with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Sets a system property of the command line. */
  void property(String name, String value) {
    properties.add("-D" + name + "=" + value);
  }

  /** Makes a program out of a shell script. */
  Path program(String name, String script) throws IOException {
    Path file = programs().resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  /** Where a program of the system lies. */
  static Path system(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(parent -> Path.of(parent, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is missing"));
  }

  /** Starts {@code isere} as a child process. */
  Child isere(String... arguments) throws IOException {
    return start(command(arguments));
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-Disere.home=" + home(), "-Dfile.encoding=UTF-8"));
    command.addAll(properties);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.isere.cli.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Whether file systems can be mounted for a process alone, without being root. */
  boolean canMount() throws IOException {
    Path folder = Files.createDirectories(folder().resolve("try"));
    try (Child child = start(inNamespace("mount -t tmpfs none " + folder))) {
      return child.await() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> inNamespace(String script) {
    return List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh");
  }

  /** Starts {@code isere} where a script has mounted file systems that nobody else sees. */
  Child isereInNamespace(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(inNamespace(script + " && exec \"$@\""));
    command.addAll(command(arguments));
    return start(command);
  }

  /** Starts a program. */
  Child start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    return new Child(builder);
  }

  /** Runs a program that has to succeed; gives its standard output. */
  String run(String... command) throws IOException {
    Child child = start(List.of(command));
    if (child.await() != 0) {
      throw new AssertionError(String.join(" ", command) + "\n" + child.output());
    }
    return String.join("\n", child.out());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
