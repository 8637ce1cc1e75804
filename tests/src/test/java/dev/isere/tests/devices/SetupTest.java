// Makes workspaces out of small repositories, with interruptions and mishaps.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isere.tests.support.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** `isere setup` with west from the package registry; git and Python are the system's. */
class SetupTest {
  private Machine machine;
  private FakeUpstream upstream;

  private static Path venv;

  /** A machine on which west is there already, so that only one test waits for pip. */
  private void prepareWithWest(String name) throws IOException {
    prepare(name);
    Path requirements = machine.home().resolve("templates/workspace/requirements.txt");
    if (venv == null) {
      Path made = machine.folder().resolve("venv");
      machine.run("python3", "-m", "venv", made.toString());
      machine.run(
          made.resolve("bin/pip").toString(),
          "install",
          "-q",
          "--no-deps",
          "--no-index",
          "--find-links",
          upstream.folder().resolve("python").toString(),
          "-r",
          requirements.toString());
      venv = made;
    }
    Files.createDirectories(machine.workspace().resolve(".done"));
    Files.createSymbolicLink(machine.workspace().resolve("venv"), venv);
    Files.writeString(machine.workspace().resolve(".done/python"), Files.readString(requirements));
  }

  private void prepare(String name) throws IOException {
    machine = new Machine("setup/" + name);
    upstream = new FakeUpstream(machine);
    assumeTrue(upstream.makePython(), "pip cannot fetch west");
    upstream.makeRepositories();
    upstream.makeSdk();
  }

  private Child setup() throws IOException {
    return machine.isere("setup", "--yes", "--compiler", "sdk", "--mirror", upstream.url());
  }

  private void succeeds(Child child) throws IOException {
    assertEquals(0, child.await(), child.output());
    assertTrue(isReady(), child.output());
  }

  private boolean isReady() {
    return Files.exists(machine.workspace().resolve("setup.yaml"));
  }

  /** A git that notes each call's project and command, and does what a test says before. */
  private void spyOnGit(String script) throws IOException {
    machine.program(
        "git",
        "echo \"$(basename \"$PWD\") $*\" >>"
            + machine.folder().resolve("git.log")
            + "\n"
            + script
            + "\nexec "
            + Machine.system("git")
            + " \"$@\"\n");
  }

  private List<String> fetched() throws IOException {
    Path log = machine.folder().resolve("git.log");
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    Files.deleteIfExists(log);
    return lines.stream()
        .filter(line -> line.matches("\\S+ fetch .*"))
        .map(line -> line.split(" ")[0])
        .toList();
  }

  @Test
  void fetchesWhatIsNeededAndNoMore() throws IOException {
    prepare("whole");
    spyOnGit("");
    Child child = setup();
    succeeds(child);
    Path workspace = machine.workspace();
    for (String module : FakeUpstream.modules()) {
      assertEquals(
          "file of " + module,
          Files.readString(workspace.resolve("modules/lib/" + module + "/README")));
    }
    assertFalse(Files.exists(workspace.resolve("modules/lib/" + FakeUpstream.NOT_NEEDED)));
    assertEquals(
        "1",
        machine.run(
            "git", "-C", workspace.resolve("zephyr").toString(), "rev-list", "--count", "HEAD"));
    Path sdk = workspace.resolve("zephyr-sdk-0.17.4");
    assertEquals(
        "12.2.0", machine.run(sdk.resolve("arm-zephyr-eabi/bin/arm-zephyr-eabi-gcc").toString()));
    assertFalse(Files.exists(workspace.resolve("zephyr-sdk-0.17.4.part")));
    assertEquals(7, fetched().size());

    Child again = setup();
    succeeds(again);
    assertEquals(List.of(), fetched());
    assertEquals(List.of(), again.err().stream().filter(line -> line.startsWith("[")).toList());
  }

  @Test
  void goesOnAfterAnInterruptedFetch() throws IOException {
    prepareWithWest("fetch-interrupted");
    Path reached = machine.folder().resolve("reached");
    spyOnGit(
        "case \"$PWD $1\" in */hal_rpi_pico\\ fetch) touch "
            + reached
            + "; exec sleep 300 ;; esac");
    try (Child child = setup()) {
      await(reached, child);
      child.signal("INT");
      assertFalse(child.await() == 0);
    }
    assertFalse(isReady());
    assertTrue(fetched().contains("zephyr"));
    spyOnGit("");
    succeeds(setup());
    // West asks for a tag each time, which costs one question; for the commits that it has, never.
    assertEquals(List.of("zephyr", "hal_rpi_pico", "littlefs", "mbedtls", "picolibc"), fetched());
  }

  private static void await(Path file, Child child) throws IOException {
    for (int tries = 0; !Files.exists(file); tries++) {
      if (tries == 600 || !child.process().isAlive()) {
        throw new AssertionError("it did not come that far\n" + child.output());
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void goesOnAfterACheckoutThatWasKilled() throws IOException {
    prepareWithWest("checkout-killed");
    spyOnGit(
        "case \"$PWD $1\" in */littlefs\\ checkout) touch .git/index.lock .git/shallow.lock; "
            + "echo half >README; exit 137 ;; esac");
    Child child = setup();
    assertEquals(3, child.await(), child.output());
    assertTrue(child.output().contains("what is there already is kept; to go on: isere setup"));
    assertFalse(isReady());
    spyOnGit("");
    succeeds(setup());
    Path readme = machine.workspace().resolve("modules/lib/littlefs/README");
    assertEquals("file of littlefs", Files.readString(readme));
  }

  @Test
  void mendsAnUpdateOfACheckoutThatWasKilled() throws IOException {
    prepareWithWest("update-killed");
    succeeds(setup());
    Path zephyr = machine.workspace().resolve("zephyr");
    Files.writeString(zephyr.resolve("VERSION"), "half");
    Files.writeString(zephyr.resolve(".git/index.lock"), "");
    Path manifest = machine.home().resolve("templates/workspace/west.yml");
    Files.writeString(manifest, Files.readString(manifest) + "# another\n");
    succeeds(setup());
    assertTrue(Files.readString(zephyr.resolve("VERSION")).startsWith("VERSION_MAJOR"));
  }

  @Test
  void refusesARepositoryThatTheMirrorLacks() throws IOException {
    prepareWithWest("mirror-lacks");
    Files.move(upstream.folder().resolve("mbedtls"), upstream.folder().resolve("gone"));
    Child child = setup();
    assertEquals(3, child.await(), child.output());
    assertTrue(
        child
            .err()
            .contains("error: cannot fetch Zephyr: the mirror lacks a repository or a revision"),
        child.output());
    assertFalse(isReady());
  }

  @Test
  void saysThatThereIsNoNetwork() throws IOException {
    prepareWithWest("no-network");
    machine.with("GIT_CONFIG_COUNT", "1");
    machine.with("GIT_CONFIG_KEY_0", "http.proxy").with("GIT_CONFIG_VALUE_0", "http://127.0.0.1:1");
    Child child = machine.isere("setup", "--yes", "--compiler", "sdk");
    assertEquals(3, child.await(), child.output());
    assertTrue(
        child.err().contains("error: cannot fetch Zephyr: there is no network"), child.output());
  }

  @Test
  void saysThatThereIsNoNetworkForPython() throws IOException {
    machine = new Machine("setup/no-network-python");
    machine.with("PIP_INDEX_URL", "http://127.0.0.1:1/simple").with("PIP_RETRIES", "1");
    machine
        .with("PIP_NO_CACHE_DIR", "1")
        .with("PIP_FIND_LINKS", "")
        .with("PIP_CONFIG_FILE", "/dev/null");
    Child child = machine.isere("setup", "--yes", "--compiler", "sdk");
    assertEquals(3, child.await(), child.output());
    assertTrue(
        child.err().contains("error: cannot install west: there is no network"), child.output());
  }

  @Test
  void refusesAPythonPackageWithAnotherHash() throws IOException {
    prepare("python-hash");
    Path requirements = machine.home().resolve("templates/workspace/requirements.txt");
    String text = Files.readString(requirements);
    Files.writeString(requirements, text.replaceAll("sha256:[0-9a-f]{8}", "sha256:00000000"));
    Child child = setup();
    assertEquals(3, child.await(), child.output());
    assertTrue(
        child
            .err()
            .contains(
                "error: cannot install west: a Python package is not the one that was published"),
        child.output());
  }

  @Test
  void saysThatTheDiskIsFull() throws IOException {
    prepareWithWest("disk-full");
    machine.program(
        "git",
        "case $1 in fetch) echo 'fatal: write error: No space left on device' >&2; exit 128 ;; esac\n"
            + "exec "
            + Machine.system("git")
            + " \"$@\"\n");
    Child child = setup();
    assertEquals(3, child.await(), child.output());
    assertTrue(
        child.err().contains("error: cannot fetch Zephyr: the disk is full"), child.output());
  }
}
