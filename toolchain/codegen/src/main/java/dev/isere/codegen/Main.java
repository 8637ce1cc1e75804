// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes what follows from runtime-c/options.yaml.
 *
 * <p>Exit codes: 0 done; 1 options.yaml is wrong, or with {@code --check} a file is stale; 2 used
 * wrongly.
 */
public final class Main {
  private static final String USAGE =
      "usage: isere-codegen ROOT | --check ROOT | --java DIR ROOT (ROOT is the project's folder)";

  /** Where everything comes from, below the root. */
  static final String SOURCE = "runtime-c/options.yaml";

  private Main() {}

  /** Runs and ends the process when there is something to say. */
  public static void main(String[] args) {
    int code = run(System.err, args);
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * Writes the committed files below ROOT, or compares them ({@code --check}), or writes the Java
   * sources to DIR ({@code --java}).
   *
   * @return the exit code
   */
  static int run(PrintStream err, String... args) {
    try {
      if (args.length == 1 && !args[0].startsWith("-")) {
        Path root = Path.of(args[0]);
        return write(root, all(root));
      }
      if (args.length == 2 && args[0].equals("--check")) {
        Path root = Path.of(args[1]);
        return check(err, root, all(root));
      }
      if (args.length == 3 && args[0].equals("--java")) {
        return writeJava(Path.of(args[1]), JavaSources.of(read(Path.of(args[2]))));
      }
      err.println(USAGE);
      return 2;
    } catch (OptionsFileException e) {
      e.problems().forEach(p -> err.printf("error: %s%n  --> %s:%d%n", p.text(), SOURCE, p.line()));
      return 1;
    } catch (NoSuchFileException e) {
      err.printf("error: there is no %s%n", e.getMessage());
      return 1;
    } catch (IOException | UncheckedIOException e) {
      err.printf("error: %s%n", e);
      return 1;
    }
  }

  private static List<OptionSpec> read(Path root) throws IOException, OptionsFileException {
    return OptionsFile.parse(Files.readString(root.resolve(SOURCE)));
  }

  private static Map<String, String> all(Path root) throws IOException, OptionsFileException {
    Map<String, String> files = new TreeMap<>(committed(read(root)));
    files.put(VersionText.FILE, VersionText.of(Files.readString(root.resolve(VersionText.SOURCE))));
    return files;
  }

  /** The files that follow from the options: path below the root, content. */
  static Map<String, String> committed(List<OptionSpec> options) {
    return Map.of(
        "runtime-c/include/isere/isere_options.h", HeaderText.of(options),
        "runtime-c/Kconfig.options", KconfigText.of(options),
        "docs/isere.schema.json", SchemaText.of(options),
        "docs/limits.md", LimitsText.of(options));
  }

  private static int write(Path root, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      if (!isSame(path, file.getValue())) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    }
    return 0;
  }

  /** The folder is ours alone, so whatever else lies in it is of an earlier run. */
  private static int writeJava(Path folder, Map<String, String> files) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> found = Files.walk(folder)) {
        for (Path path : found.filter(Files::isRegularFile).toList()) {
          if (!files.containsKey(folder.relativize(path).toString().replace('\\', '/'))) {
            Files.delete(path);
          }
        }
      }
    }
    return write(folder, files);
  }

  private static int check(PrintStream err, Path root, Map<String, String> files)
      throws IOException {
    int code = 0;
    for (String name : files.keySet().stream().sorted().toList()) {
      if (!isSame(root.resolve(name), files.get(name))) {
        String source = name.equals(VersionText.FILE) ? VersionText.SOURCE : SOURCE;
        err.printf("error: %s is not what %s says%nhelp: ./check --fix-generated%n", name, source);
        code = 1;
      }
    }
    return code;
  }

  private static boolean isSame(Path path, String content) throws IOException {
    return Files.exists(path)
        && java.util.Arrays.equals(
            Files.readAllBytes(path), content.getBytes(StandardCharsets.UTF_8));
  }
}
