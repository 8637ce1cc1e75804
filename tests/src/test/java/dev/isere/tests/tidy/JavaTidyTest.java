// House rules of the Java sources.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which package may know which, and who may do what to the world. */
class JavaTidyTest {
  private static final int MAX_COMMAND_LINES = 80;
  private static final String MAIN = "toolchain/cli/src/main/java/dev/isere/";
  private static final Pattern OTHER_PACKAGE = Pattern.compile("\\bdev\\.isere\\.([a-z]+)\\b");

  private static final Set<String> BASE =
      Set.of("diagnostic", "machine", "document", "project", "board");
  private static final Map<String, Set<String>> MAY_KNOW = new HashMap<>();

  static {
    MAY_KNOW.put("diagnostic", Set.of());
    MAY_KNOW.put("machine", Set.of());
    MAY_KNOW.put("terminal", Set.of());
    MAY_KNOW.put("watch", Set.of());
    MAY_KNOW.put("manual", Set.of());
    MAY_KNOW.put("document", Set.of("diagnostic"));
    MAY_KNOW.put("project", Set.of("diagnostic", "document"));
    MAY_KNOW.put("board", Set.of("diagnostic", "document", "project"));
    for (String leaf :
        List.of("bundle", "bytecode", "image", "glue", "trace", "uf2", "console", "scaffold")) {
      MAY_KNOW.put(leaf, BASE);
    }
    MAY_KNOW.put("build", with(BASE, "uf2", "image"));
    MAY_KNOW.put("setup", with(BASE, "build"));
    MAY_KNOW.put("flash", with(BASE, "build", "uf2"));
    MAY_KNOW.put(
        "cli",
        with(
            BASE,
            "bundle",
            "bytecode",
            "image",
            "glue",
            "trace",
            "uf2",
            "build",
            "setup",
            "flash",
            "console",
            "scaffold",
            "terminal",
            "watch",
            "manual"));
  }

  private static Set<String> with(Set<String> base, String... more) {
    Set<String> all = new HashSet<>(base);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void packagesKnowOnlyWhatIsBelowThem() {
    none(
        Sources.complaints(
            cli(),
            (file, line, complain) -> {
              Matcher other = OTHER_PACKAGE.matcher(line);
              while (other.find()) {
                String name = other.group(1);
                Set<String> known = MAY_KNOW.get(packageOf(file));
                if (known == null) {
                  complain.accept("a new package: say in JavaTidyTest what it may know");
                } else if (!name.equals(packageOf(file)) && !known.contains(name)) {
                  complain.accept(packageOf(file) + " must not know " + name);
                }
              }
            }));
  }

  @Test
  void codegenKnowsNothingOfTheCommandLine() {
    none(
        Sources.complaints(
            Sources.matching(
                n -> n.startsWith("toolchain/codegen/src/main/") && n.endsWith(".java")),
            (file, line, complain) -> {
              if (line.startsWith("import dev.isere.")
                  && !line.startsWith("import dev.isere.codegen.")) {
                complain.accept(line);
              }
            }));
  }

  @Test
  void onlyBuildBundleAndTerminalStartProcesses() {
    only("ProcessBuilder|Runtime\\.getRuntime\\(\\)\\.exec", Set.of("build", "bundle", "terminal"));
  }

  @Test
  void onlyTheCommandLineEndsTheProcess() {
    only("System\\.exit\\(|Runtime\\.getRuntime\\(\\)\\.halt\\(", Set.of("cli"));
  }

  @Test
  void nobodyWritesPastTheScreenOfTheCommandLine() {
    none(
        Sources.complaints(
            cli(),
            (file, line, complain) -> {
              if (line.matches(".*(\\bSystem\\.(out|err)\\b|printStackTrace\\(\\)).*")) {
                complain.accept("print through dev.isere.cli.Screen: " + line.strip());
              }
            }));
  }

  @Test
  void onlyBytecodeIsNative() {
    only("\\bnative\\s+[\\w<>\\[\\]]+\\s+\\w+\\(|System\\.load(Library)?\\(", Set.of("bytecode"));
  }

  @Test
  void glueImageAndUf2DoNoInputOrOutput() {
    none(
        Sources.complaints(
            Sources.matching(n -> n.matches(MAIN + "(image|glue|uf2)/.*")),
            (file, line, complain) -> {
              if (line.matches("import (static )?java\\.(nio\\.file|net|nio\\.channels)\\..*")
                  || line.matches(
                      ".*\\b(FileInputStream|FileOutputStream|FileReader|FileWriter)\\b.*")) {
                complain.accept("values in, values out: " + line.strip());
              }
            }));
  }

  @Test
  void commandsAreShort() {
    List<Path> commands =
        Sources.matching(n -> n.startsWith(MAIN + "cli/") && n.endsWith("Command.java"));
    none(
        commands.stream()
            .filter(f -> classLines(f) > MAX_COMMAND_LINES)
            .map(f -> Sources.name(f) + ": a class of " + classLines(f) + " lines")
            .toList());
  }

  /** Lines from the class declaration to the end: what stands above it is licence and imports. */
  private static long classLines(Path file) {
    return Sources.lines(file).stream()
        .dropWhile(l -> !l.matches("(public |final )*class .*"))
        .count();
  }

  @Test
  void testsTouchTheNetworkAndProcessesOnlyInTheModuleTests() {
    none(
        Sources.complaints(
            Sources.matching(n -> n.startsWith("toolchain/") && n.contains("/src/test/java/")),
            (file, line, complain) -> {
              if (line.matches("import java\\.net\\.(Socket|ServerSocket|http\\..*);")) {
                complain.accept("a unit test uses no network: " + line);
              }
            }));
  }

  private static void only(String pattern, Set<String> packages) {
    Pattern sought = Pattern.compile(pattern);
    Set<String> seen = new HashSet<>();
    none(
        Sources.complaints(
            cli(),
            (file, line, complain) -> {
              String bare =
                  line.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"").replaceAll("//.*", "");
              if (bare.strip().startsWith("*") || !sought.matcher(bare).find()) {
                return;
              }
              seen.add(packageOf(file));
              if (!packages.contains(packageOf(file))) {
                complain.accept("only " + packages + " may: " + line.strip());
              }
            }));
    if (seen.isEmpty()) {
      throw new AssertionError(
          "nobody does what this rule is about; is the pattern right? " + pattern);
    }
  }

  private static String packageOf(Path file) {
    return Sources.name(file).substring(MAIN.length()).split("/", 2)[0];
  }

  private static List<Path> cli() {
    return Sources.matching(n -> n.startsWith(MAIN) && n.endsWith(".java"));
  }

  private static void none(List<String> complaints) {
    assertEquals("", String.join("\n", complaints));
  }
}
