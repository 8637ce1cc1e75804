// The workflow that `isere new` writes, step by step as GitHub's runner takes them.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A new project's {@code .github/workflows/test.yml}. */
class WorkflowTest {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\{ vars\\.(\\w+) }}");

  /** A project, and what a runner has beside it. */
  private record Runner(Path project, Path temp, Path paths) {
    static Runner start(String name) throws IOException {
      Path folder = Cli.emptyFolder("workflow-" + name);
      try (Child child = Cli.start(folder, "new", "mine", "--template", "typescript")) {
        assertEquals(0, child.await(), child.output());
      }
      Path temp = Files.createDirectory(folder.resolve("temp"));
      return new Runner(folder.resolve("mine"), temp, Files.createFile(folder.resolve("paths")));
    }

    /** Runs the steps until one fails; what all of them wrote, and {@code exit CODE} at the end. */
    List<String> run(Map<String, String> variables) throws IOException {
      Map<String, Object> jobs =
          Yaml.map(Yaml.map(Yaml.read(project.resolve(".github/workflows/test.yml"))).get("jobs"));
      Map<String, Object> job = Yaml.map(jobs.get("test"));
      List<String> written = new ArrayList<>();
      int code = 0;
      for (Object each : Yaml.list(job.get("steps"))) {
        Map<String, Object> step = Yaml.map(each);
        if (step.containsKey("uses")) {
          assertEquals("actions/checkout@v4", step.get("uses"), "it is not known what this does");
          continue;
        }
        try (Child child = new Child(command(step, variables))) {
          code = child.await();
          written.addAll(child.out());
          written.addAll(child.err());
        }
        if (code != 0) {
          break;
        }
      }
      written.add("exit " + code);
      return written;
    }

    private ProcessBuilder command(Map<String, Object> step, Map<String, String> variables)
        throws IOException {
      ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", (String) step.get("run"));
      Map<String, String> environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("ISERE_"));
      environment.put("RUNNER_TEMP", temp.toString());
      environment.put("GITHUB_PATH", paths.toString());
      List<String> path = new ArrayList<>(Files.readAllLines(paths));
      path.add(environment.get("PATH"));
      environment.put("PATH", String.join(":", path));
      Yaml.map(step.get("env"))
          .forEach((name, value) -> environment.put(name, filled((String) value, variables)));
      return builder.directory(project.toFile());
    }

    /** As on GitHub a variable that is not set is empty. */
    private static String filled(String value, Map<String, String> variables) {
      Matcher matcher = VARIABLE.matcher(value);
      assertTrue(matcher.matches(), value);
      return variables.getOrDefault(matcher.group(1), "");
    }
  }

  private static Path archive() throws IOException {
    try (Stream<Path> files = Files.list(Home.root().resolve("toolchain/dist/target"))) {
      return files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
  }

  private static Map<String, String> variables(String sha256) throws IOException {
    return Map.of("ISERE_ARCHIVE", archive().toUri().toString(), "ISERE_SHA256", sha256);
  }

  @Test
  void testsAndBuildsTheFunctionWithTheArchiveThatIsNamed() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive()));
    List<String> said = Runner.start("named").run(variables(HexFormat.of().formatHex(digest)));
    assertTrue(said.contains("2 passed, 0 failed, on native"), String.join("\n", said));
    assertEquals("exit 0", said.get(said.size() - 1), String.join("\n", said));
  }

  @Test
  void saysWhatToSetWhereNothingIsNamed() throws Exception {
    assertEquals(
        List.of(
            "::error::set the variables ISERE_ARCHIVE and ISERE_SHA256 of this repository:"
                + " .github/workflows/test.yml says how",
            "exit 1"),
        Runner.start("unnamed").run(Map.of()));
  }

  @Test
  void takesNoOtherArchive() throws Exception {
    List<String> said = Runner.start("other").run(variables("0".repeat(64)));
    assertTrue(String.join("\n", said).contains("isere.tar.gz: FAILED"), String.join("\n", said));
    assertEquals("exit 1", said.get(said.size() - 1));
  }
}
