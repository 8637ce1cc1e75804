// House rules of every file, and of the documents.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.tests.support.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Licence lines, sizes, links, leftovers, and nothing of the machine that a file was written on.
 */
class FilesTidyTest {
  private static final long MAX_BYTES = 400_000;
  private static final Pattern SOURCE =
      Pattern.compile(".*(\\.(java|c|h|py|sh|ya?ml|cmake|js|mjs|lua)|/CMakeLists\\.txt|pom\\.xml)");

  /** Split, so that this file does not find itself. */
  private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static final Pattern MACHINE =
      Pattern.compile("(?<![\\w.$}/-])/(wo" + "rk|ro" + "ot|tm" + "p)/\\w");
  private static final Pattern REGISTRY =
      Pattern.compile(
          "py"
              + "pi\\.org|python"
              + "hosted\\.org|repo1?\\.mav"
              + "en|registry\\.np"
              + "mjs|"
              + "deb\\.deb"
              + "ian\\.org|crates\\.i"
              + "o\\b");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern COMMAND = Pattern.compile("(?:^|[$`(] ?|\\./)isere ([a-z]+)\\b");
  private static final Pattern CHECK_OPTION = Pattern.compile("\\./check (--[a-z-]+)");

  @Test
  void everySourceNamesItsLicence() {
    none(
        // What `isere new` writes is the person's own.
        Sources.matching(
                n ->
                    SOURCE.matcher("/" + n).matches()
                        && !n.startsWith("tests/golden/")
                        && !n.startsWith("templates/project/"))
            .stream()
            .filter(
                f ->
                    Sources.lines(f).stream()
                        .limit(30)
                        .noneMatch(l -> l.contains("SPDX-License-Identifier: Apache-2.0")))
            .map(f -> Sources.name(f) + ": no SPDX-License-Identifier")
            .toList());
  }

  @Test
  void nothingIsLeftOver() {
    none(
        Sources.complaints(
            Sources.matching(n -> !n.endsWith(".patch")),
            (file, line, complain) -> {
              if (LEFTOVER.matcher(line).find()) {
                complain.accept("do it, or make an issue of it: " + line.strip());
              }
            }));
  }

  @Test
  void noFileNamesThisMachineOrARegistry() {
    none(
        Sources.complaints(
            Sources.matching(n -> true),
            (file, line, complain) -> {
              if (MACHINE.matcher(line).find() || REGISTRY.matcher(line).find()) {
                complain.accept(line.strip());
              }
            }));
  }

  @Test
  void noFileIsLarge() {
    none(
        Sources.matching(n -> true).stream()
            .filter(f -> Sources.size(f) > MAX_BYTES)
            .map(f -> Sources.name(f) + ": " + Sources.size(f) + " bytes")
            .toList());
  }

  @Test
  void linesEndCleanly() {
    none(
        Sources.complaints(
            Sources.matching(
                n ->
                    SOURCE.matcher("/" + n).matches()
                        || n.endsWith(".md")
                        || n.endsWith(".options")),
            (file, line, complain) -> {
              if (line.endsWith(" ") || line.endsWith("\t") || line.endsWith("\r")) {
                complain.accept("white space at the end of the line");
              }
            }));
  }

  @Test
  void everyLinkLeadsSomewhere() {
    none(
        Sources.complaints(
            markdown(),
            (file, line, complain) -> {
              Matcher link = LINK.matcher(line);
              while (link.find()) {
                String to = link.group(1);
                if (!to.matches("[a-z]+:.*") && !leads(file, to)) {
                  complain.accept("nothing at " + to);
                }
              }
            }));
  }

  private static boolean leads(Path from, String to) {
    String[] parts = to.split("#", 2);
    Path folder = Home.root().resolve(from).getParent();
    Path target =
        parts[0].isEmpty() ? Home.root().resolve(from) : folder.resolve(parts[0]).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return parts.length == 1 || anchors(Home.root().relativize(target)).contains(parts[1]);
  }

  private static Set<String> anchors(Path file) {
    Set<String> anchors = new TreeSet<>();
    for (String line : Sources.lines(file)) {
      if (line.startsWith("#")) {
        anchors.add(
            line.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-'));
      }
    }
    return anchors;
  }

  @Test
  void everyCommandInTheReadmeExists() {
    Set<String> known = Commands.names();
    List<String> unknown = new ArrayList<>();
    int found = 0;
    for (Path file :
        Sources.matching(
            n -> n.equals("README.md") || n.startsWith("examples/") && n.endsWith(".md"))) {
      String text =
          Sources.text(file).replaceFirst("(?s)## What works, and what does not.*?(?=\n## )", "");
      Matcher command = COMMAND.matcher(text);
      while (command.find()) {
        found++;
        if (!known.contains(command.group(1))) {
          unknown.add(Sources.name(file) + ": isere " + command.group(1));
        }
      }
    }
    none(unknown);
    if (found < 3) {
      throw new AssertionError("only " + found + " commands were found");
    }
  }

  @Test
  void everyOptionOfCheckThatADocumentNamesExists() {
    String check = Sources.text(Path.of("check"));
    none(
        Sources.complaints(
            markdown(),
            (file, line, complain) -> {
              Matcher option = CHECK_OPTION.matcher(line);
              while (option.find()) {
                if (!check.contains(option.group(1) + ")")) {
                  complain.accept("./check has no " + option.group(1));
                }
              }
            }));
  }

  private static List<Path> markdown() {
    return Sources.matching(n -> n.endsWith(".md"));
  }

  private static void none(List<String> complaints) {
    assertEquals("", String.join("\n", complaints));
  }
}
