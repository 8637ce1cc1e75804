// A checkout with the real launcher and stand-ins for the tools that it starts.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.launcher;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The launcher beside sources of a line each, and a PATH that holds nothing but what a test left
 * there.
 */
final class FakeCheckout {
  /** What the launcher's scripts use of every machine. */
  private static final String[] COMMON =
      ("awk cat chmod cksum cmp cp date find getconf grep head ls mkdir mv readlink rm sed sh sleep"
              + " sort tail touch tr uname xargs")
          .split(" ");

  /** Links to them; the same for every test. */
  private static final Path COMMON_TOOLS = Home.work("launcher-tools");

  private final Path root;
  private final Path tools;
  private final Path jdk;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * Lays everything into an empty folder, below a name with a space and a letter that is not ASCII.
   */
  FakeCheckout(Path folder) throws IOException {
    root = folder.resolve("an isère");
    tools = folder.resolve("tools");
    jdk = folder.resolve("a jdk");
    layTools();
    laySources();
    environment.put("PATH", jdk.resolve("bin") + ":" + tools + ":" + COMMON_TOOLS);
    environment.put("HOME", folder.toString());
    environment.put("FAKE_LOG", log().toString());
  }

  private void layTools() throws IOException {
    Files.createDirectories(tools);
    Files.createDirectories(COMMON_TOOLS);
    for (String name : COMMON) {
      if (!Files.exists(COMMON_TOOLS.resolve(name))) {
        Files.createSymbolicLink(COMMON_TOOLS.resolve(name), onPath(name));
      }
    }
    for (String name : List.of("cc", "make")) {
      script(name, onPath(name));
    }
    script("python3", python());
    Files.createDirectories(jdk.resolve("bin"));
    Files.createDirectories(jdk.resolve("include"));
    Files.createFile(jdk.resolve("include/jni.h"));
    for (String name : List.of("java", "javac")) {
      copy(Home.tests("launcher/fakes").resolve(name), jdk.resolve("bin").resolve(name));
    }
    for (String name : List.of("mvn", "cmake")) {
      copy(Home.tests("launcher/fakes").resolve(name), tools.resolve(name));
    }
  }

  /** A tool that a test may take away. */
  private void script(String name, Path target) throws IOException {
    Path script = tools.resolve(name);
    Files.writeString(script, "#!/bin/sh\nexec '" + target + "' \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void laySources() throws IOException {
    for (String name : List.of("isere", "toolchain/launcher")) {
      try (Stream<Path> files = Files.walk(Home.root().resolve(name))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          copy(file, root.resolve(Home.root().relativize(file).toString()));
        }
      }
    }
    write("pom.xml", "");
    write(".mvn/jvm.config", "");
    write("CMakeLists.txt", "");
    write("toolchain/codegen/pom.xml", "");
    write("toolchain/codegen/src/main/Main.java", "");
    write("toolchain/cli/pom.xml", "");
    write("toolchain/cli/src/main/Main.java", "one");
    write("toolchain/native/native.c", "");
    write("runtime-c/options.yaml", "");
    write("runtime-c/main.c", "");
    write("runtime-c/spare.c", "");
  }

  Path root() {
    return root;
  }

  Path log() {
    return tools.resolveSibling("builds.log");
  }

  /** What was built since the last time this was asked, a line each. */
  List<String> builds() throws IOException {
    List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
    Files.deleteIfExists(log());
    return lines.stream().sorted().toList();
  }

  void write(String name, String text) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** Takes a tool off the PATH. */
  void remove(String tool) throws IOException {
    Files.deleteIfExists(tools.resolve(tool));
    Files.deleteIfExists(jdk.resolve("bin").resolve(tool));
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  void unset(String variable) {
    environment.remove(variable);
  }

  /** Starts the launcher where it lies. */
  Child start(String... arguments) throws IOException {
    return start(root.resolve("isere"), arguments);
  }

  /** Starts the launcher by another path. */
  Child start(Path launcher, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(Child.hearingSignals(python().toString()));
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(tools.getParent().toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Child(builder);
  }

  /** Starts the launcher in a terminal. */
  Terminal startInTerminal(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "-i", "TERM=xterm"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.add(root.resolve("isere").toString());
    command.addAll(List.of(arguments));
    return new Terminal(tools.getParent(), command);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static Path onPath(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + name + " on the PATH"));
  }

  /**
   * The interpreter itself: a version manager's script on the PATH would need more than we leave
   * there.
   */
  private static Path python() throws IOException {
    try (Child child =
        new Child(new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)"))) {
      child.await();
      return Path.of(child.out().get(0));
    }
  }
}
