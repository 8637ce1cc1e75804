/*
 * The templates of new projects.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.scaffold;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The templates of new projects, a folder each; its README says how they are read.
 *
 * @param folder holds them
 */
public record ProjectTemplates(Path folder) {
  /** Files of every project. */
  private static final String COMMON = "common";

  private static final String FILLED = ".mustache";

  private static final Mustache.Compiler MUSTACHE =
      Mustache.compiler().escapeHTML(false).strictSections(true);

  /** Their names, sorted. */
  public List<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .filter(Files::isDirectory)
          .map(it -> it.getFileName().toString())
          .filter(name -> !name.equals(COMMON))
          .sorted()
          .toList();
    }
  }

  /**
   * The files of a project: bytes by path with slashes.
   *
   * @param template one of {@link #names}
   * @param values of the variables
   */
  public SortedMap<String, byte[]> files(String template, Map<String, String> values)
      throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    read(folder.resolve(COMMON), values, files);
    read(folder.resolve(template), values, files);
    return files;
  }

  private static void read(Path from, Map<String, String> values, Map<String, byte[]> files)
      throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = from.relativize(file).toString().replace('\\', '/');
        byte[] bytes = Files.readAllBytes(file);
        if (name.endsWith(FILLED)) {
          String text = MUSTACHE.compile(new String(bytes, UTF_8)).execute(values);
          files.put(name.substring(0, name.length() - FILLED.length()), text.getBytes(UTF_8));
        } else {
          files.put(name, bytes);
        }
      }
    }
  }
}
