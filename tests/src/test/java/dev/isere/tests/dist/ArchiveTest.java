// The archive, unpacked in an empty folder, without a network and without anything of the project.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchiveTest {
  private static final int CANNOT = 77;

  /** All that the PATH has beside Java: no Maven, no compiler, no CMake. */
  private static final List<String> TOOLS =
      List.of("sh", "curl", "readlink", "sed", "uname", "head", "grep", "ls", "sleep", "cat");

  private static Path folder;
  private static Path unpacked;

  @BeforeAll
  static void unpack() throws IOException {
    folder = Cli.emptyFolder("dist");
    Path archive = only(Home.root().resolve("toolchain/dist/target"), "isere-.*\\.tar\\.gz");
    List<String> command = List.of("tar", "-xzf", archive.toString(), "-C", folder.toString());
    Child tar = new Child(new ProcessBuilder(command));
    assertEquals(0, tar.await(), tar.output());
    unpacked = only(folder, "isere-.*");
    assertEquals(archive.getFileName().toString(), unpacked.getFileName() + ".tar.gz");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(bin.resolve(tool), found(tool));
    }
    Files.createSymbolicLink(
        bin.resolve("java"), Path.of(System.getProperty("java.home"), "bin/java"));
  }

  private static Path only(Path folder, String pattern) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().matches(pattern)).toList();
      assertEquals(1, found.size(), folder + ": " + found);
      return found.get(0);
    }
  }

  private static Path found(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(it -> Path.of(it, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  /** The interpreter itself: what the PATH has may be a script that finds it. */
  private static String python() throws IOException {
    String script = "import sys; print(sys.executable)";
    Child child = new Child(new ProcessBuilder("python3", "-c", script));
    assertEquals(0, child.await(), child.output());
    return child.out().get(0);
  }

  private static Child run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", folder.resolve("bin").toString());
    builder.environment().put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    builder.environment().put("https_proxy", "http://127.0.0.1:9");
    builder.environment().put("http_proxy", "http://127.0.0.1:9");
    return new Child(builder);
  }

  private static List<String> session() {
    return List.of("sh", Home.tests("dist/session.sh").toString(), unpacked.toString());
  }

  private static List<String> expected(String network) {
    return List.of(
        "isere " + version(),
        "ok    image               496 bytes",
        "ok    hello  200",
        "2 passed, 0 failed, on native",
        "LICENSES.txt",
        "function.isere",
        "isere-runtime",
        "{\"hello\":\"Ada\",\"from\":\"native\"}",
        "{\"hello\":\"Bob\",\"from\":\"native\"}",
        network);
  }

  private static String version() {
    return unpacked.getFileName().toString().split("-")[1];
  }

  /** The size of an image is no business of this test. */
  private static List<String> sizeless(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll(" +[\\d,]+ bytes", " N bytes")).toList();
  }

  @Test
  void makesBuildsAndServesWithoutANetwork() throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(python(), Home.tests("tools/offline.py").toString()));
    command.addAll(session());
    Child child = run(command);
    int code = child.await();
    assumeTrue(code != CANNOT, "this machine gives nobody a network namespace of their own");
    assertEquals(0, code, child.output());
    assertEquals(sizeless(expected("no network")), sizeless(child.out()), child.output());
    assertEquals(List.of(), child.err());
  }

  @Test
  void bringsSourcesAndLicencesAlong() throws IOException {
    for (String file :
        List.of(
            "LICENSE",
            "README.txt",
            "LIBRARIES.txt",
            ".build/third-party/LICENSES.txt",
            ".build/third-party/quickjs/quickjs.c",
            ".build/third-party/quickjs/LICENSE",
            ".build/third-party/llhttp/LICENSE",
            "runtime-c/src/main/server.c",
            "runtime-c/third-party/sources.lock",
            "runtime-c/third-party/patches/quickjs-0001-count-closure-variables.patch",
            "boards/pico2/board.yaml",
            "emulator/rp2040/fetch.py",
            "emulator/rp2040/src/run.mjs",
            "templates/firmware/CMakeLists.txt",
            "docs/getting-started.md",
            "share/man/man1/isere.1",
            "share/completion/isere.fish")) {
      assertTrue(Files.isRegularFile(unpacked.resolve(file)), file);
    }
    String libraries = Files.readString(unpacked.resolve("LIBRARIES.txt"));
    assertFalse(libraries.contains("${"), libraries);
    try (Stream<Path> jars = Files.list(unpacked.resolve("lib/lib"))) {
      for (Path jar : jars.toList()) {
        String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        String title = name.replaceFirst("^(linux|darwin)-(x64|arm64)", "esbuild");
        int cut = title.lastIndexOf('-');
        String entry = title.substring(0, cut) + " " + title.substring(cut + 1) + " ";
        assertTrue(libraries.contains("  " + entry), "LIBRARIES.txt does not have " + entry);
      }
    }
  }

  /** What fetch.py finds as it should be it leaves alone: firmware builds fetch nothing. */
  @Test
  void thirdPartySourcesAreComplete() throws IOException {
    Path fetch = unpacked.resolve("runtime-c/third-party/fetch.py");
    Child child = run(List.of(python(), "-B", fetch.toString()));
    assertEquals(0, child.await(), child.output());
    assertEquals(List.of(), child.err());
  }

  @Test
  void saysWhatItTakesWhereThereIsNoJava() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin-without-java"));
    for (String tool : List.of("sh", "uname", "readlink", "sed")) {
      Files.createSymbolicLink(bin.resolve(tool), found(tool));
    }
    ProcessBuilder builder = new ProcessBuilder(unpacked.resolve("bin/isere").toString());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    Child child = new Child(builder);
    assertEquals(3, child.await(), child.output());
    assertEquals("error: isère needs Java 17 or newer (found: none)", child.err().get(0));
  }

  @Test
  void saysWhichJavaIsTooOld() throws IOException {
    Path jdk = folder.resolve("jdk-11");
    Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nexit 1\n");
    assertTrue(java.toFile().setExecutable(true));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    ProcessBuilder builder = new ProcessBuilder(unpacked.resolve("bin/isere").toString());
    builder.environment().put("JAVA_HOME", jdk.toString());
    Child child = new Child(builder);
    assertEquals(3, child.await(), child.output());
    assertEquals(
        "error: isère needs Java 17 or newer (found: Java 11, " + java.toRealPath() + ")",
        child.err().get(0));
  }

  @Test
  void holdsNothingThatIsOfNoUse() throws IOException {
    try (Stream<Path> files = Files.walk(unpacked)) {
      assertEquals(
          List.of(),
          files
              .map(file -> unpacked.relativize(file).toString())
              .filter(it -> it.matches("(.*/)?(\\.git|__pycache__|target|node_modules)(/.*)?"))
              .toList());
    }
  }
}
