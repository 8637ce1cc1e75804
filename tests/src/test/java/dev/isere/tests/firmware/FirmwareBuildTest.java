// Builds for boards with tools that only pretend: what is started, what is left, what is kept.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.firmware;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirmwareBuildTest {
  private static final String SLOT_A = "0x10200000";
  private static final int SECTOR = 4096;

  private static FakeZephyr fake(String name) throws IOException {
    return new FakeZephyr(name);
  }

  private static String key(FakeZephyr fake) throws IOException {
    return report(fake).at("/firmware/key").asText();
  }

  private static JsonNode report(FakeZephyr fake) throws IOException {
    return new ObjectMapper().readTree(fake.made("report.json").toFile());
  }

  private static void startsWest(FakeZephyr fake, int times) throws IOException {
    List<String> calls = fake.calls();
    assertEquals(times, calls.size(), calls::toString);
    assertTrue(calls.stream().allMatch(call -> call.startsWith("west build ")), calls::toString);
  }

  @Test
  void startsNothingWhenOnlyTheFunctionChanged() throws IOException {
    FakeZephyr fake = fake("function");
    fake.build();
    startsWest(fake, 1);
    byte[] first = Files.readAllBytes(fake.made("firmware.uf2"));
    fake.handler("another function");
    fake.build();
    startsWest(fake, 0);
    assertFalse(Arrays.equals(first, Files.readAllBytes(fake.made("firmware.uf2"))));
    fake.handler("one");
    fake.build();
    assertArrayEquals(first, Files.readAllBytes(fake.made("firmware.uf2")));
  }

  @Test
  void findsTheFirmwareFromAnotherFolder() throws IOException {
    FakeZephyr fake = fake("folder");
    fake.build();
    fake.build("-o", "elsewhere/out");
    startsWest(fake, 1);
    assertArrayEquals(
        Files.readAllBytes(fake.made("firmware.uf2")),
        Files.readAllBytes(fake.folder().resolve("elsewhere/out/firmware.uf2")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "home/boards/pico2/board.conf",
        "home/boards/pico2/board.overlay",
        "home/runtime-c/src/main.c",
        "home/templates/firmware/prj.conf",
        "ws/zephyr/kernel/init.c",
        "ws/modules/hal/chip/chip.c",
        "ws/modules/hal/chip/new.c",
        "bin/arm-none-eabi-gcc",
      })
  void buildsAnewWhenSomethingChangesThatGoesIntoIt(String file) throws IOException {
    FakeZephyr fake = fake("change");
    fake.build();
    String before = key(fake);
    Path path = fake.folder().resolve(file);
    String text = Files.exists(path) ? Files.readString(path) : "";
    fake.write(file, text + (file.endsWith(".overlay") ? "/* changed */\n" : "# changed\n"));
    fake.build();
    startsWest(fake, 2);
    assertNotEquals(before, key(fake));
  }

  @Test
  void buildsAnewForAnotherFirmwareOptionOnly() throws IOException {
    FakeZephyr fake = fake("option");
    fake.build();
    fake.build("--option", "function.timeout_ms=500");
    fake.write("home/runtime-c/tests/test.c", "int changed;\n");
    fake.build();
    startsWest(fake, 1);
    fake.build("--option", "http.max_connections=3");
    startsWest(fake, 1);
    fake.build("--option", "usb.address=10.1.2.3");
    startsWest(fake, 1);
  }

  @Test
  void seesTheStateOfAGitCheckout() throws IOException {
    FakeZephyr fake = fake("git");
    String zephyr = fake.folder().resolve("ws/zephyr").toString();
    git(fake, zephyr, "init", "-q");
    git(fake, zephyr, "add", ".");
    git(fake, zephyr, "commit", "-q", "-m", "one");
    fake.build();
    String clean = key(fake);
    String state = report(fake).at("/firmware/zephyrState").asText();
    assertTrue(state.matches("git [0-9a-f]{40}"), state);
    fake.write("ws/zephyr/kernel/init.c", "int changed;\n");
    fake.build();
    String changed = key(fake);
    assertNotEquals(clean, changed);
    fake.write("ws/zephyr/kernel/untracked.c", "int untracked;\n");
    fake.build();
    assertNotEquals(changed, key(fake));
    git(fake, zephyr, "clean", "-q", "-f");
    git(fake, zephyr, "checkout", "-q", ".");
    fake.calls();
    fake.build();
    startsWest(fake, 0);
    assertEquals(clean, key(fake));
  }

  private static void git(FakeZephyr fake, String folder, String... arguments) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of("git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.invalid"),
                Stream.of(arguments))
            .toList();
    Child git = fake.run(command);
    assertEquals(0, git.await(), git.output());
  }

  @Test
  void writesTheFirmwareAndTheFunctionIntoTheFlash() throws IOException {
    FakeZephyr fake = fake("uf2");
    fake.build();
    Path flash = fake.folder().resolve("flash.bin");
    List<String> reader =
        List.of("python3", Home.tests("tools/uf2.py").toString(), "{}", "0xe48bff59", "" + flash);
    Child read = fake.run(with(reader, fake.made("firmware.uf2"), "0x10000000"));
    assertEquals(0, read.await(), read.output());
    byte[] bytes = Files.readAllBytes(flash);
    byte[] code = Arrays.copyOfRange(bytes, 0, 5120);
    for (int i = 0; i < code.length; i++) {
      assertEquals((byte) i, code[i]);
    }
    assertEquals("data", new String(bytes, 0x1400, 4, java.nio.charset.StandardCharsets.US_ASCII));
    byte[] image = Files.readAllBytes(fake.made("function.isere"));
    int slot = 0x200000;
    assertArrayEquals(
        image, Arrays.copyOfRange(bytes, slot + SECTOR, slot + SECTOR + image.length));
    assertEquals((byte) 0x89, bytes[slot]);
    byte[] blank = Arrays.copyOfRange(bytes, 0x280000, 0x281000);
    assertArrayEquals(filled(SECTOR), blank);

    Child function = fake.run(with(reader, fake.made("function.uf2"), SLOT_A));
    assertEquals(0, function.await(), function.output());
    byte[] alone = Files.readAllBytes(flash);
    assertArrayEquals(
        Arrays.copyOfRange(bytes, slot, slot + alone.length), alone, "the same, but for firmware");
  }

  private static List<String> with(List<String> command, Path file, String base) {
    return Stream.concat(
            command.stream().map(word -> word.equals("{}") ? file.toString() : word),
            Stream.of(base))
        .toList();
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xFF);
    return bytes;
  }

  @Test
  void reportsSizesVersionsAndHashes() throws IOException {
    FakeZephyr fake = fake("report");
    fake.build();
    JsonNode report = report(fake);
    assertEquals("pico2", report.at("/board").asText());
    assertEquals("4.3.0", report.at("/firmware/zephyr").asText());
    assertEquals("arm-none-eabi-gcc 12.2.1", report.at("/firmware/compiler").asText());
    assertEquals(5124, report.at("/firmware/flashBytes").asLong());
    assertEquals(300000, report.at("/firmware/ramBytes").asLong());
    assertEquals(Files.size(fake.made("function.isere")), report.at("/function/bytes").asLong());
    for (JsonNode file : report.at("/files")) {
      Path path = fake.made(file.at("/name").asText());
      assertEquals(Files.size(path), file.at("/bytes").asLong());
      Child sum = fake.run(List.of("sha256sum", path.toString()));
      assertEquals(0, sum.await());
      assertEquals(sum.out().get(0).split(" ")[0], file.at("/sha256").asText());
    }
  }

  @Test
  void laysTheLicencesOfAllThatIsInTheFirmwareBesideIt() throws IOException {
    FakeZephyr fake = fake("licences");
    fake.build();
    String licences = Files.readString(fake.made("LICENSES.txt"));
    for (String part : List.of("isere", "QuickJS", "Zephyr's licence", "the chip's licence")) {
      assertTrue(licences.contains(part), part);
    }
    assertFalse(licences.contains("for its tests alone"), licences);
    Files.delete(fake.made("LICENSES.txt"));
    fake.build();
    assertEquals(licences, Files.readString(fake.made("LICENSES.txt")), "from the cache");
  }

  @Test
  void dryRunWritesNothing() throws IOException {
    FakeZephyr fake = fake("dry");
    Child dry = fake.build("--dry-run");
    assertEquals(2, dry.out().size(), dry.output());
    assertTrue(dry.out().get(1).contains(" build -b rpi_pico2/rp2350a/m33 -d "), dry.output());
    assertEquals(List.of(), fake.calls());
    assertFalse(Files.exists(fake.folder().resolve("build")));
    assertFalse(Files.exists(fake.folder().resolve("cache/isere/firmware")));
    fake.build();
    assertEquals(1, fake.build("--dry-run").out().size(), "the firmware is there");
  }

  @Test
  void streamsTheBuildWhenAsked() throws IOException {
    FakeZephyr fake = fake("verbose");
    assertFalse(fake.build().output().contains("[2/3]"));
    fake.run(List.of("rm", "-r", fake.folder().resolve("cache").toString())).await();
    assertTrue(fake.build("-v").output().contains("[2/3] Linking C executable zephyr.elf"));
    assertTrue(Files.readString(fake.made("build.log")).contains("[2/3] Linking"));
  }

  @Test
  void leavesTheLastBuildAloneWhenTheNextFails() throws IOException {
    FakeZephyr fake = fake("failure");
    fake.build();
    byte[] before = Files.readAllBytes(fake.made("firmware.uf2"));
    fake.write("fail", "main.c:1:1: error: it does not compile\n");
    Child child = fake.isere("build", "--board", "pico2", "--option", "http.port=81");
    assertEquals(1, child.await(), child.output());
    assertArrayEquals(before, Files.readAllBytes(fake.made("firmware.uf2")));
    assertEquals(Optional.empty(), halfWritten(fake));
    Files.delete(fake.folder().resolve("fail"));
    fake.build("--option", "http.port=81");
    startsWest(fake, 3);
  }

  private static Optional<Path> halfWritten(FakeZephyr fake) throws IOException {
    try (Stream<Path> files = Files.walk(fake.folder())) {
      return files.filter(file -> file.toString().contains(".part")).findFirst();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "KILL"})
  void endsWestWhenItIsEnded(String signal) throws IOException, InterruptedException {
    FakeZephyr fake = fake("ended");
    fake.write("slow", "300");
    Child child = fake.isere("build", "--board", "pico2");
    Path pid = fake.folder().resolve("pid");
    for (int i = 0; i < 1000 && !(Files.exists(pid) && Files.size(pid) > 0); i++) {
      Thread.sleep(20);
    }
    long west = Long.parseLong(Files.readString(pid).strip());
    child.signal(signal);
    assertNotEquals(0, child.await());
    for (int i = 0; i < 500 && isAlive(west); i++) {
      Thread.sleep(20);
    }
    assertFalse(isAlive(west), "west outlived its parent");
    assertFalse(Files.exists(fake.made("firmware.uf2")));
    assertEquals(Optional.empty(), halfWritten(fake));
    Files.delete(fake.folder().resolve("slow"));
    fake.build();
    assertTrue(Files.exists(fake.made("firmware.uf2")));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void twoBuildsInOneFolderDoNotDisturbEachOther() throws IOException {
    FakeZephyr fake = fake("two");
    fake.write("slow", "2");
    Child first = fake.isere("build", "--board", "pico2");
    first.awaitErr(line -> line.startsWith("building the firmware"));
    Child second = fake.isere("build", "--board", "pico2");
    assertEquals(0, first.await(), first.output());
    assertEquals(0, second.await(), second.output());
    assertTrue(
        second.err().contains("waiting for another isere, which builds in build/pico2"),
        second::output);
    startsWest(fake, 1);
    assertEquals(first.out(), second.out());
  }

  @Test
  void doesNotUseABuildTreeOfAnotherPlace() throws IOException {
    FakeZephyr fake = fake("moved");
    fake.build();
    fake.write("build/pico2/zephyr/left-behind", "");
    fake.build("--option", "http.port=81");
    assertTrue(Files.exists(fake.made("zephyr/left-behind")), "the same tree goes on");
    Files.move(fake.folder().resolve("build/pico2"), fake.folder().resolve("moved"));
    fake.build("-o", "moved", "--option", "http.port=82");
    assertFalse(Files.exists(fake.folder().resolve("moved/zephyr/left-behind")));
  }

  @Test
  void leavesOldFirmwareBehindWhenTheCacheIsFull() throws IOException {
    FakeZephyr fake = fake("full");
    String[] small = {"--option", "build.max_cache_bytes=8000"};
    fake.build(small);
    fake.build("--option", "http.port=81", small[0], small[1]);
    fake.build(small);
    startsWest(fake, 3);
  }

  @Test
  void listsAndCleansTheCache() throws IOException {
    FakeZephyr fake = fake("cache");
    fake.build();
    Child list = fake.isere("cache", "list", "--json");
    assertEquals(0, list.await(), list.output());
    JsonNode entries = new ObjectMapper().readTree(list.out().get(0));
    assertEquals(1, entries.size());
    assertEquals(key(fake), entries.at("/0/key").asText());
    assertEquals("pico2", entries.at("/0/board").asText());
    assertTrue(entries.at("/0/bytes").asLong() > 5000);
    Child text = fake.isere("cache", "list");
    assertEquals(0, text.await(), text.output());
    assertTrue(text.out().get(0).matches("pico2 +Zephyr 4\\.3\\.0 .* bytes .*" + key(fake)));
    assertEquals(0, fake.isere("cache", "clean").await());
    fake.build();
    startsWest(fake, 2);
  }

  @Test
  void namesWestWhenItIsMissing() throws IOException {
    FakeZephyr fake = fake("no-west");
    Files.delete(fake.folder().resolve("bin/west"));
    fake.with("PATH", fake.folder().resolve("bin").toString());
    Child child = fake.isere("build", "--board", "pico2");
    assertEquals(3, child.await(), child.output());
    assertEquals("error: west is missing, the tool that builds Zephyr", Cli.err(child).get(0));
  }

  @Test
  void namesTheCompilerWhenItIsMissing() throws IOException {
    FakeZephyr fake = fake("no-compiler");
    Files.delete(fake.folder().resolve("bin/arm-none-eabi-gcc"));
    fake.with("PATH", fake.folder().resolve("bin").toString());
    Child child = fake.isere("build", "--board", "pico2");
    assertEquals(3, child.await(), child.output());
    assertEquals("error: no C compiler for ARM found", Cli.err(child).get(0));
  }

  @Test
  void saysWhenTheCacheCannotBeWritten() throws IOException {
    FakeZephyr fake = fake("read-only");
    fake.write("cache/isere/firmware", "in the way");
    Child child = fake.isere("build", "--board", "pico2");
    assertEquals(1, child.await(), child.output());
    assertTrue(child.output().contains("error: cannot write to "), child.output());
  }

  @Test
  void buildsABoardOfOnesOwn() throws IOException {
    FakeZephyr fake = fake("own");
    for (String file : List.of("board.yaml", "board.conf", "board.overlay")) {
      String text = Files.readString(Home.root().resolve("boards/pico2").resolve(file));
      fake.write("mine/lab/" + file, text.replace("name: pico2", "name: lab"));
    }
    fake.write("mine/lab/boards/acme/lab/board.yml", "board:\n  name: lab\n");
    Child child = fake.isere("build", "--board", "lab", "--board-root", "mine");
    assertEquals(0, child.await(), child.output());
    String call = fake.calls().get(0);
    assertTrue(call.endsWith(" -- -DBOARD_ROOT=" + fake.folder().resolve("mine/lab")), call);
    assertTrue(Files.exists(fake.folder().resolve("build/lab/firmware.uf2")));
  }

  @Test
  void firmwareForThisMachineCanBeExecuted() throws IOException {
    FakeZephyr fake = fake("host");
    Child child = fake.isere("build", "--board", "native_sim");
    assertEquals(0, child.await(), child.output());
    Path program = fake.folder().resolve("build/native_sim/firmware");
    assertEquals(
        "rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(program)));
    assertEquals(0x400000, Files.size(fake.folder().resolve("build/native_sim/flash.bin")));
  }

  @Test
  void sizeTakesTheFirmwareThatIsKept() throws IOException {
    FakeZephyr fake = fake("size");
    JsonNode before = size(fake);
    assertFalse(before.has("flash"), before::toString);
    assertTrue(before.toString().contains("isere build --board pico2\""), before::toString);
    fake.build();
    JsonNode after = size(fake);
    assertEquals("firmware", after.at("/flash/of").asText());
    assertEquals(128, after.at("/flash/parts/engine").asInt());
    assertEquals(64, after.at("/flash/parts/zephyr").asInt());
    assertEquals(532_480, after.at("/limits/ram_bytes").asInt());
    assertFalse(after.at("/missing").toString().contains("isere build"), after::toString);
    // Other options are another firmware.
    fake.write("isere.yaml", "js:\n  heap_bytes: 90112\n");
    assertFalse(size(fake).has("flash"));
  }

  /** Where there is no emulator. */
  private static JsonNode size(FakeZephyr fake) throws IOException {
    fake.with("PATH", fake.folder().resolve("bin").toString());
    Child child = fake.isere("size", "--json");
    fake.with("PATH", fake.folder().resolve("bin") + ":" + System.getenv("PATH"));
    assertEquals(0, child.await(), child.output());
    return new ObjectMapper().readTree(child.out().get(0));
  }
}
