// A project beside a workspace whose tools only pretend.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder with a handler, the workspace of tests/firmware/fake_workspace.py and a cache. */
final class FakeZephyr {
  private final Path folder;
  private final Path home;
  private final Map<String, String> environment = new LinkedHashMap<>();

  FakeZephyr(String name) throws IOException {
    folder = Cli.emptyFolder("firmware/" + name);
    home = folder.resolve("home");
    for (String part : List.of("templates", "boards")) {
      copy(Home.root().resolve(part), home.resolve(part));
    }
    write("home/.build/third-party/LICENSES.txt", "isere and QuickJS\n");
    write("home/runtime-c/src/main.c", "int x;\n");
    write("home/runtime-c/tests/test.c", "int y;\n");
    handler("one");
    Path script = Home.tests("firmware/fake_workspace.py");
    Child made = run(List.of("python3", script.toString(), folder.toString()));
    assertEquals(0, made.await(), made.output());
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    environment.put("XDG_DATA_HOME", folder.resolve("data").toString());
    environment.put("ZEPHYR_BASE", folder.resolve("ws/zephyr").toString());
    List.of("ZEPHYR_TOOLCHAIN_VARIANT", "GNUARMEMB_TOOLCHAIN_PATH", "ZEPHYR_SDK_INSTALL_DIR")
        .forEach(name1 -> environment.put(name1, ""));
  }

  Path folder() {
    return folder;
  }

  /** What a build for a board made. */
  Path made(String file) {
    return folder.resolve("build/pico2").resolve(file);
  }

  void handler(String text) throws IOException {
    write("handler.js", "export const handler = () => '" + text + "'\n");
  }

  void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  FakeZephyr with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Calls of west and compilers since the last time this was asked. */
  List<String> calls() throws IOException {
    Path file = folder.resolve("calls");
    List<String> calls = Files.exists(file) ? Files.readAllLines(file) : List.of();
    Files.deleteIfExists(file);
    return calls;
  }

  Child isere(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"));
    command.add("-Disere.home=" + home);
    String library = System.getProperty("isere.native");
    command.add("-Disere.native=" + Home.root().resolve(library));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.isere.cli.Main"));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Builds for the Pico 2; it has to succeed. */
  Child build(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("build", "--board", "pico2"));
    arguments.addAll(List.of(more));
    Child child = isere(arguments.toArray(new String[0]));
    assertEquals(0, child.await(), child.output());
    return child;
  }

  Child run(List<String> command) throws IOException {
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
    return new Child(builder);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
