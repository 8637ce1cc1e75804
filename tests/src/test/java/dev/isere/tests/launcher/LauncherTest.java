// The launcher ./isere: what it builds when, what it says when it cannot.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {
  @TempDir Path folder;

  private FakeCheckout checkout;

  @BeforeEach
  void layCheckout() throws IOException {
    checkout = new FakeCheckout(folder);
  }

  @Test
  void buildsWhenItIsStartedFirst() throws IOException {
    Child child = run("a b", "", "*");

    assertEquals(List.of("ran one: <a b> <> <*>"), child.out());
    assertEquals(1, child.err().size(), child::output);
    assertTrue(
        child.err().get(0).matches("building isère \\(first time: .*\\) \\.\\.\\. done in \\d+ s"),
        child::output);
    assertEquals(List.of("cmake", "mvn"), checkout.builds());
  }

  @Test
  void saysHowFarABuildIsInATerminal() throws IOException {
    Path hold = folder.resolve("hold");
    checkout.set("FAKE_HOLD", hold.toString());
    Path cmake = Files.createFile(folder.resolve("hold.cmake"));
    Path mvn = Files.createFile(folder.resolve("hold.mvn"));
    try (Terminal terminal = checkout.startInTerminal("x")) {
      terminal.await(
          "building isère (first time: about two minutes): the engine and the runtime 2/3 (");
      Files.delete(cmake);
      terminal.await(": the command line 2/2 (");
      Files.delete(mvn);
      terminal.await("done in ");
      terminal.await("ran one: <x>");
      assertEquals(0, terminal.end(), terminal::shown);
      String last = terminal.shown().substring(terminal.shown().lastIndexOf("\u001b[K"));
      assertTrue(
          last.matches(
              "\u001b\\[Kbuilding isère \\(first time: .*\\) \\.\\.\\. done in \\d+ s\nran one: <x>\n"),
          last);
    }
  }

  @Test
  void runsAtOnceWhenNothingChanged() throws IOException {
    run();
    checkout.builds();
    checkout.remove("mvn");
    checkout.remove("cmake");

    Child child = run("--version");

    assertEquals(List.of("ran one: <--version>"), child.out());
    assertEquals(List.of(), child.err());
  }

  @Test
  void buildsOnlyTheCommandLineWhenItsSourcesChange() throws IOException {
    run();
    checkout.builds();
    checkout.write("toolchain/cli/src/main/Main.java", "two");

    assertEquals(List.of("ran two: <>"), run("").out());
    assertEquals(List.of("mvn offline"), checkout.builds());
  }

  @Test
  void buildsOnlyTheRuntimeWhenItsSourcesChange() throws IOException {
    run();
    checkout.builds();
    checkout.write("runtime-c/main.c", "int x;");
    run();

    assertEquals(List.of("cmake"), checkout.builds());
  }

  @Test
  void noticesASourceThatIsGone() throws IOException {
    run();
    checkout.builds();
    Files.delete(checkout.root().resolve("runtime-c/spare.c"));
    run();

    assertEquals(List.of("cmake"), checkout.builds());
  }

  @Test
  void noticesASourceThatIsOlderThanTheOneItReplaces() throws IOException {
    run();
    checkout.builds();
    Path source = checkout.root().resolve("runtime-c/spare.c");
    Path old = Files.writeString(folder.resolve("old.c"), "int old;");
    Files.setLastModifiedTime(old, FileTime.fromMillis(1000));
    Files.delete(source);
    Files.move(old, source);
    run();

    assertEquals(List.of("cmake"), checkout.builds());
  }

  @Test
  void leavesASourceAloneThatWasOnlyTouched() throws IOException {
    run();
    checkout.builds();
    checkout.write("toolchain/cli/src/main/Main.java", "one");

    assertEquals(List.of(), run().err());
    assertEquals(List.of(), checkout.builds());
  }

  @Test
  void doesNotCareAboutTests() throws IOException {
    run();
    checkout.builds();
    checkout.write("runtime-c/tests/test_new.c", "");
    checkout.write("toolchain/cli/src/test/NewTest.java", "");
    run();

    // A new folder below runtime-c shows; it says nothing new.
    assertEquals(List.of(), checkout.builds());
  }

  @Test
  void buildsAgainWhatWasTakenAway() throws IOException {
    run();
    checkout.builds();
    Files.delete(checkout.root().resolve(".build/runtime/isere-runtime"));
    run();

    assertEquals(List.of("cmake"), checkout.builds());
  }

  @Test
  void findsItselfThroughLinks() throws IOException {
    Path links = Files.createDirectories(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("first"), Path.of("../an isère/isere"));
    Path second = Files.createSymbolicLink(links.resolve("second"), Path.of("first"));

    Child child = checkout.start(second, "x");

    assertEquals(0, child.await(), child::output);
    assertEquals(List.of("ran one: <x>"), child.out());
  }

  @Test
  void buildsAnewInACopy() throws IOException {
    run();
    checkout.builds();
    Path copy = folder.resolve("copy");
    try (Child copying =
        new Child(new ProcessBuilder("cp", "-Rp", checkout.root().toString(), copy.toString()))) {
      assertEquals(0, copying.await(), copying::output);
    }

    Child child = checkout.start(copy.resolve("isere"));

    assertEquals(0, child.await(), child::output);
    assertEquals(List.of("cmake", "mvn"), checkout.builds());
  }

  @Test
  void buildsOnceWhenStartedSeveralTimesAtOnce() throws IOException {
    checkout.set("FAKE_SLEEP", "1");
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      children.add(checkout.start("x"));
    }
    for (Child child : children) {
      assertEquals(0, child.await(), child::output);
      assertEquals(List.of("ran one: <x>"), child.out());
    }

    assertEquals(List.of("cmake", "mvn"), checkout.builds());
  }

  @ParameterizedTest
  @CsvSource({"INT", "TERM", "HUP"})
  void goesOnWithABuildThatWasInterrupted(String signal) throws IOException {
    run();
    checkout.write("toolchain/cli/src/main/Main.java", "two");
    checkout.set("FAKE_SLEEP", "100");
    Child child = checkout.start();
    awaitLog("mvn offline");
    child.signal(signal);

    assertEquals(130, child.await(), child::output);
    assertEquals(List.of(), child.out());
    checkout.unset("FAKE_SLEEP");
    assertEquals(List.of("ran two: <x>"), run("x").out());
  }

  @Test
  void goesOnWithABuildThatWasKilled() throws IOException {
    checkout.set("FAKE_SLEEP", "2");
    Child child = checkout.start();
    awaitLog("mvn");
    child.signal("KILL");
    child.await();
    checkout.unset("FAKE_SLEEP");

    Child next = run("x");

    assertEquals(List.of("ran one: <x>"), next.out());
    assertTrue(
        next.output().contains("waiting for another isere, which is building"), next::output);
  }

  @Test
  void saysWhyABuildFailed() throws IOException {
    checkout.write("toolchain/cli/src/main/Main.java", "broken");
    Child child = checkout.start();

    assertEquals(1, child.await(), child::output);
    assertEquals(List.of(), child.out());
    Path log = checkout.root().resolve(".build/log/build.log");
    List<String> rest = child.err().subList(1, child.err().size());
    assertEquals(
        List.of(
            "error: the command line could not be built",
            "[ERROR] COMPILATION ERROR : ",
            "[ERROR] Main.java:[1,1] this is broken",
            "log: " + log),
        rest);
    assertTrue(Files.readString(log).contains("this is broken"));
  }

  @Test
  void buildsAgainAfterAFailure() throws IOException {
    run();
    checkout.write("toolchain/cli/src/main/Main.java", "broken");
    checkout.start().await();
    checkout.write("toolchain/cli/src/main/Main.java", "mended");

    assertEquals(List.of("ran mended: <x>"), run("x").out());
  }

  @ParameterizedTest
  @CsvSource({
    "java, JDK 17 or newer (found: none), default-jdk-headless",
    "javac, 'JDK 17 or newer (found: a Java without its compiler, ', default-jdk-headless",
    "mvn, Maven 3.8 or newer (found: none), maven",
    "python3, Python 3.9 or newer (found: none), python3",
    "cmake, CMake 3.20 or newer (found: none), cmake",
    "cc, a C compiler (found: none), build-essential",
    "make, make or ninja (found: none), make",
  })
  void namesAToolThatIsMissing(String tool, String words, String debianPackage) throws IOException {
    checkout.remove(tool);

    assertMissing(words, debianPackage);
  }

  @ParameterizedTest
  @CsvSource({
    "FAKE_JAVAC, 11.0.2, 'JDK 17 or newer (found: javac 11.0.2, ', openjdk-17-jdk-headless",
    "FAKE_JAVAC, 1.8.0_392, 'JDK 17 or newer (found: javac 1.8.0_392, ', openjdk-17-jdk-headless",
    "FAKE_MVN, 3.6.3, Maven 3.8 or newer (found: Apache Maven 3.6.3 from , maven",
    "FAKE_CMAKE, 3.19.8, CMake 3.20 or newer (found: cmake version 3.19.8 from , cmake",
  })
  void namesAToolThatIsTooOld(String variable, String version, String words, String debianPackage)
      throws IOException {
    checkout.set(variable, version);

    assertMissing(words, debianPackage);
  }

  @ParameterizedTest
  @CsvSource({"FAKE_JAVAC, 21", "FAKE_JAVAC, 25-ea", "FAKE_MVN, 4.0.0-rc-4", "FAKE_CMAKE, 4.1.0"})
  void acceptsANewerTool(String variable, String version) throws IOException {
    checkout.set(variable, version);

    assertEquals(List.of("ran one: <x>"), run("x").out());
  }

  @Test
  void namesEverythingThatIsMissingAtOnce() throws IOException {
    checkout.remove("cmake");
    checkout.remove("mvn");

    Child child = assertMissing("Maven 3.8 or newer (found: none)", "maven cmake");
    assertEquals(
        "error: isère cannot be built here: 2 things are missing or too old", child.err().get(0));
  }

  @Test
  void namesAJavaHomeThatIsNone() throws IOException {
    checkout.set("JAVA_HOME", "/nowhere");

    assertMissing(
        "JDK 17 or newer (found: JAVA_HOME=/nowhere, which has no bin/javac)",
        "default-jdk-headless");
  }

  @Test
  void namesAToolThatVanishedSinceTheLastBuild() throws IOException {
    run();
    checkout.write("runtime-c/main.c", "int x;");
    checkout.remove("cmake");

    Child child = checkout.start();

    assertEquals(3, child.await(), child::output);
    assertTrue(child.output().contains("CMake 3.20 or newer (found: none)"), child::output);
  }

  @Test
  void saysThatItCannotWriteItsFolder() throws IOException {
    checkout.write(".build", "in the way");
    Child child = checkout.start();

    assertEquals(1, child.await(), child::output);
    assertEquals("error: cannot write to " + checkout.root().resolve(".build"), child.err().get(0));
    assertEquals(2, child.err().size(), child::output);
  }

  @Test
  void runsTheOldCommandLineWhileTheNewOneIsBuilt() throws IOException {
    run();
    Path dists = checkout.root().resolve(".build/dist");
    Path first = onlyChild(dists);
    checkout.write("toolchain/cli/src/main/Main.java", "two");
    run();

    assertTrue(Files.exists(first.resolve("isere-cli.jar")), "a running isere still reads it");
    checkout.write("toolchain/cli/src/main/Main.java", "three");
    run();
    assertFalse(Files.exists(first), "two builds later it is gone");
  }

  private static Path onlyChild(Path parent) throws IOException {
    try (var children = Files.list(parent)) {
      List<Path> all = children.toList();
      assertEquals(1, all.size());
      return all.get(0);
    }
  }

  private Child run(String... arguments) throws IOException {
    Child child = checkout.start(arguments);
    assertEquals(0, child.await(), child::output);
    return child;
  }

  private Child assertMissing(String words, String debianPackages) throws IOException {
    Child child = checkout.start();
    assertEquals(3, child.await(), child::output);
    assertEquals(List.of(), child.out());
    assertTrue(child.output().contains("  " + words), child::output);
    assertTrue(child.output().contains("apt-get install " + debianPackages + " "), child::output);
    assertEquals(List.of(), checkout.builds());
    return child;
  }

  private void awaitLog(String line) throws IOException {
    for (int i = 0; i < 500; i++) {
      if (Files.exists(checkout.log()) && Files.readAllLines(checkout.log()).contains(line)) {
        return;
      }
      sleepAMoment();
    }
    throw new AssertionError("the build did not begin");
  }

  private static void sleepAMoment() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
