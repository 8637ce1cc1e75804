// Whole screens of the command line.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

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
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * tests/golden/README.md describes the cases. Property {@code isere.golden.write} writes what is
 * expected anew.
 */
class GoldenTest {
  private static final boolean WRITE = Boolean.getBoolean("isere.golden.write");
  private static final Set<String> OUTPUTS = Set.of("stdout", "stderr", "exit");
  private static final Set<String> NOT_INPUT =
      Set.of("cmd", "env", "setup", "stdout", "stderr", "exit");
  private static final ExecutorService POOL = Executors.newFixedThreadPool(2);

  @AfterAll
  static void end() {
    POOL.shutdownNow();
  }

  /** What a command gave; only what is there: no file for no output, none for exit code 0. */
  private record Screen(Map<String, String> files) {}

  @TestFactory
  List<DynamicTest> screens() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path folder : cases()) {
      String name = folder.getParent().getFileName() + "/" + folder.getFileName();
      Future<Screen> screen = POOL.submit(() -> run(folder, name));
      tests.add(dynamicTest(name, () -> compare(folder, get(screen))));
    }
    return tests;
  }

  private static List<Path> cases() throws IOException {
    List<Path> cases = new ArrayList<>();
    for (Path command : folders(Home.tests("golden"))) {
      cases.addAll(folders(command));
    }
    return cases;
  }

  private static List<Path> folders(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static Screen get(Future<Screen> screen) throws Exception {
    try {
      return screen.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e);
    }
  }

  private static Screen run(Path folder, String name) throws IOException {
    Path work = Cli.emptyFolder("golden/" + name);
    copyInputs(folder, work);
    if (Files.exists(folder.resolve("setup"))) {
      setUp(folder, work);
    }
    Child child = Cli.start(work, environment(folder, work), arguments(folder));
    int exit = child.await();
    Map<String, String> files = new LinkedHashMap<>();
    put(files, "stdout", Normal.lines(child.out(), work));
    put(files, "stderr", Normal.lines(Cli.err(child), work));
    put(files, "exit", exit == 0 ? "" : exit + "\n");
    return new Screen(files);
  }

  private static void setUp(Path folder, Path work) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-eu", folder.resolve("setup").toString())
            .directory(work.toFile());
    builder.environment().put("ISERE", Home.root().resolve("isere").toString());
    builder.environment().put("TESTS", Home.tests("").toString());
    Child setup = new Child(builder);
    if (setup.await() != 0) {
      throw new AssertionError("setup failed\n" + setup.output());
    }
  }

  private static void put(Map<String, String> files, String name, String text) {
    if (!text.isEmpty()) {
      files.put(name, text);
    }
  }

  /** The lines in {@code env}: {@code NAME=VALUE}, or a name alone for a variable to remove. */
  private static Map<String, String> environment(Path folder, Path work) throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    if (Files.exists(folder.resolve("env"))) {
      for (String line : Files.readAllLines(folder.resolve("env"))) {
        String[] parts = line.split("=", 2);
        String value = parts.length == 1 ? "" : parts[1];
        variables.put(
            parts[0],
            value.replace("<WORK>", work.toString()).replace("<PATH>", System.getenv("PATH")));
      }
    }
    return variables;
  }

  /** The line in {@code cmd}: words apart by spaces, a word in single quotes may hold some. */
  private static String[] arguments(Path folder) throws IOException {
    String line = Files.readString(folder.resolve("cmd")).strip();
    if (!line.startsWith("isere") || line.contains("\n")) {
      throw new AssertionError(folder + "/cmd: one line is expected: isere ...");
    }
    List<String> words = new ArrayList<>();
    var word = java.util.regex.Pattern.compile("'([^']*)'|(\\S+)").matcher(line);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words.subList(1, words.size()).toArray(new String[0]);
  }

  private static void copyInputs(Path folder, Path work) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = folder.relativize(file);
        if (!NOT_INPUT.contains(name.toString())) {
          Files.createDirectories(work.resolve(name.toString()).getParent());
          Files.copy(file, work.resolve(name.toString()));
        }
      }
    }
  }

  private static void compare(Path folder, Screen screen) throws IOException {
    for (String output : OUTPUTS) {
      Path file = folder.resolve(output);
      String now = screen.files().getOrDefault(output, "");
      if (WRITE) {
        write(file, now);
      }
      assertEquals(Files.exists(file) ? Files.readString(file) : "", now, output);
      assertEquals(!now.isEmpty(), Files.exists(file), "whether there is a file " + output);
    }
  }

  private static void write(Path file, String text) throws IOException {
    if (text.isEmpty()) {
      Files.deleteIfExists(file);
    } else if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.writeString(file, text);
    }
  }

  @Test
  void nothingLiesAboutThatIsNoCase() throws IOException {
    List<Path> orphans = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Home.tests("golden"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = Home.tests("golden").relativize(file);
        boolean readme = name.toString().equals("README.md");
        boolean inCase =
            name.getNameCount() > 2
                && Files.exists(Home.tests("golden").resolve(name.subpath(0, 2)).resolve("cmd"));
        if (!readme && !inCase) {
          orphans.add(name);
        }
      }
    }
    assertEquals(List.of(), orphans);
  }

  /** Where a screen shows its author's machine, the golden file would fail on the next one. */
  @Test
  void noScreenNamesThisMachine() throws IOException {
    try (Stream<Path> files = Files.walk(Home.tests("golden"))) {
      for (Path file : files.filter(f -> OUTPUTS.contains(f.getFileName().toString())).toList()) {
        String text = Files.readString(file);
        assertEquals(-1, text.indexOf(Home.root().toString()), file.toString());
      }
    }
  }
}
