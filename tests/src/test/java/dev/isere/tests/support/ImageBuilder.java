// Function images of the handlers that tests bring along, made by the command line as a person
// would.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isere.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Runs {@code isere build} in this process. */
public final class ImageBuilder {
  private static final Set<String> FIRMWARE = firmwareKeys();

  private ImageBuilder() {}

  /**
   * Builds a handler in a copy of its folder, so that an isere.yaml of a case's own can lie beside
   * it.
   *
   * @param project what isere.yaml says
   * @param source keep source text in the image
   */
  public static Path build(Path handler, Map<String, Object> project, boolean source)
      throws IOException {
    Path folder = handler.getParent();
    String name = handler.getFileName().toString().replace(".js", "");
    Path work =
        Home.work("images").resolve(folder.getFileName() + "-" + name + (source ? "-source" : ""));
    copy(folder, work);
    Map<String, Object> yaml = new LinkedHashMap<>(project);
    yaml.put("handler", handler.getFileName().toString());
    new ObjectMapper().writeValue(work.resolve("isere.yaml").toFile(), yaml);
    return run(work, work.resolve("out"), source);
  }

  /** Builds a handler that has its isere.yaml beside it. */
  public static Path bytecode(Path handler) throws IOException {
    Path yaml = handler.resolveSibling("isere.yaml");
    return build(handler, Yaml.map(Yaml.read(yaml)), false);
  }

  /** Builds a handler where it lies, for the packages that it imports lie there too. */
  public static Path inPlace(Path handler, Path out) {
    return run(handler, out, false);
  }

  private static Path run(Path project, Path out, boolean source) {
    List<String> arguments = new ArrayList<>(List.of("build", project.toString()));
    arguments.addAll(List.of("--board", "native", "-o", out.toString()));
    if (source) {
      arguments.add("--source");
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream screen = new PrintStream(said, true, StandardCharsets.UTF_8);
    int exit = Main.run(screen, screen, arguments.toArray(new String[0]));
    if (exit != 0) {
      throw new AssertionError(
          "isere " + String.join(" ", arguments) + "\n" + said.toString(StandardCharsets.UTF_8));
    }
    return out.resolve("function.isere");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Those options of a project that a runtime is started with. */
  public static Map<String, String> firmwareOptions(Map<String, Object> project) {
    Map<String, String> options = new LinkedHashMap<>();
    Yaml.flat(project)
        .forEach(
            (key, value) -> {
              if (FIRMWARE.contains(key)) {
                options.put(key, value.toString());
              }
            });
    return options;
  }

  /** Those options of an isere.yaml. */
  public static Map<String, String> options(Path yaml) throws IOException {
    return firmwareOptions(Yaml.map(Yaml.read(yaml)));
  }

  private static Set<String> firmwareKeys() {
    try {
      Set<String> keys = new TreeSet<>();
      Object file = Yaml.read(Home.root().resolve("runtime-c/options.yaml"));
      for (Object option : Yaml.list(Yaml.map(file).get("options"))) {
        Map<String, Object> map = Yaml.map(option);
        if ("firmware".equals(map.get("scope"))) {
          keys.add(map.get("key").toString());
        }
      }
      return keys;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
