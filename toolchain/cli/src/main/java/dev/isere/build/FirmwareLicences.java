/*
 * The licences of all that is in a firmware.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The licences of all that is in a firmware: isère's, the third-party sources', Zephyr's. */
final class FirmwareLicences {
  /** What Zephyr's build writes: a line for each module, "name":"path":"its CMake folder". */
  private static final String MODULES = "zephyr_modules.txt";

  private static final Pattern MODULE = Pattern.compile("\"([^\"]+)\":\"([^\"]+)\":\"[^\"]*\"");

  /** The GPL of picolibc's tests is none of the firmware's. */
  private static final Pattern LICENCE =
      Pattern.compile("(?i)(LICEN[CS]E|COPYING|NOTICE)(?!.*GPL)(\\..*)?");

  private static final String RULE = "=".repeat(80) + "\n";

  private FirmwareLicences() {}

  /**
   * The text that goes with every copy of a firmware.
   *
   * @param home isère's own folder
   * @param zephyr the checkout that it was built with
   * @param tree the build tree
   */
  static String text(Path home, ZephyrTree zephyr, Path tree) throws IOException {
    StringBuilder text =
        new StringBuilder(Files.readString(home.resolve(".build/third-party/LICENSES.txt")));
    text.append("\n\nWhat firmware is made of beside it, and the licences of it.\n");
    append(text, "Zephyr " + zephyr.version(), zephyr.base());
    for (Map.Entry<String, Path> module : modules(home, tree).entrySet()) {
      append(text, module.getKey() + ", a module of Zephyr", module.getValue());
    }
    return text.toString();
  }

  private static Map<String, Path> modules(Path home, Path tree) throws IOException {
    Map<String, Path> modules = new TreeMap<>();
    Matcher lines = MODULE.matcher(Files.readString(tree.resolve(MODULES)));
    while (lines.find()) {
      Path folder = Path.of(lines.group(2));
      if (!folder.startsWith(home)) {
        modules.put(lines.group(1), folder);
      }
    }
    return modules;
  }

  private static void append(StringBuilder text, String name, Path folder) throws IOException {
    for (Path file : licences(folder)) {
      text.append('\n').append(RULE);
      text.append(name).append(": ").append(file.getFileName()).append('\n');
      text.append(RULE).append('\n').append(new String(Files.readAllBytes(file), UTF_8));
    }
  }

  private static List<Path> licences(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> LICENCE.matcher(file.getFileName().toString()).matches())
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }
}
