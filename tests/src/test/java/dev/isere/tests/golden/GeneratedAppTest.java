// Whole Zephyr applications, and what dtc makes of their overlays.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isere.board.Board;
import dev.isere.board.BoardCatalogue;
import dev.isere.build.Devicetree;
import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** tests/app/README.md describes the cases. */
class GeneratedAppTest {
  private static final boolean WRITE = Boolean.getBoolean("isere.golden.write");
  private static final Path CASES = Home.tests("app");
  private static final Set<String> NOT_INPUT = Set.of("cmd", "base.dts", "expected");
  private static final Pattern SIZE = Pattern.compile("DT_SIZE_M\\((\\d+)\\)");
  private static final String HANDLER = "export const handler = () => 'generated'\n";

  static List<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders
          .filter(Files::isDirectory)
          .map(f -> f.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAsExpected(String name) throws IOException {
    Path app = generate(name, "whole").resolve("out/app");
    SortedMap<String, String> made = texts(app);
    Path expected = CASES.resolve(name).resolve("expected");
    if (WRITE) {
      write(expected, made);
    }
    SortedMap<String, String> wanted = texts(expected);
    assertEquals(wanted.keySet(), made.keySet());
    wanted.forEach((file, text) -> assertEquals(text, made.get(file), file));
    for (Map.Entry<String, String> file : made.entrySet()) {
      String first = file.getValue().lines().findFirst().orElse("");
      assertEquals(true, first.contains("Made by isere "), file.getKey() + ": " + first);
      assertEquals(-1, file.getValue().indexOf(Home.root().toString()), file.getKey());
    }
  }

  @Test
  void touchesNothingWhenNothingChanged() throws IOException {
    Path work = generate("pico2", "twice");
    Path file = work.resolve("out/app/prj.conf");
    FileTime before = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(file, before);
    Files.writeString(work.resolve("handler.js"), HANDLER + "// another function\n");
    run("pico2", work);
    assertEquals(before, Files.getLastModifiedTime(file));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void partitionsAreWhereTheBoardSays(String name) throws IOException {
    assumeTrue(hasDtc(), "dtc is missing; install it: apt-get install device-tree-compiler");
    Path work = generate(name, "dtc");
    Path source = work.resolve("whole.dts");
    Files.writeString(
        source,
        preprocessed(CASES.resolve(name).resolve("base.dts"))
            + preprocessed(work.resolve("out/app/board.overlay"))
            + preprocessed(work.resolve("out/app/app.overlay")));
    Board board = board(name, work);
    String flat = dtc(source);
    assertEquals(List.of(), new Devicetree(flat).differences(board.zephyr().orElseThrow().flash()));
    boolean usb = board.zephyr().orElseThrow().uf2().isPresent();
    assertEquals(usb, flat.contains("isere-network {"), flat);
  }

  @Test
  void noticesAPartitionThatLiesElsewhere() throws IOException {
    assumeTrue(hasDtc(), "dtc is missing; install it: apt-get install device-tree-compiler");
    Path work = Cli.emptyFolder("app/moved");
    Path source = work.resolve("whole.dts");
    String overlay = preprocessed(Home.root().resolve("boards/pico2/board.overlay"));
    Files.writeString(
        source,
        preprocessed(CASES.resolve("pico2/base.dts"))
            + overlay.replace("reg = <0x280000 0x080000>;", "reg = <0x290000 0x070000>;"));
    assertEquals(
        List.of(
            "function_b is 0x80000 bytes at 0x280000 in board.yaml, but 0x70000 at 0x290000 in the"
                + " devicetree"),
        new Devicetree(dtc(source))
            .differences(board("pico2", work).zephyr().orElseThrow().flash()));
  }

  @Test
  void everyBoardOfZephyrHasACase() throws IOException {
    Set<String> boards = new TreeSet<>();
    new BoardCatalogue(List.of(Home.root().resolve("boards")))
        .all().stream().filter(b -> b.zephyr().isPresent()).forEach(b -> boards.add(b.name()));
    boards.removeAll(cases());
    assertEquals(Set.of(), boards);
  }

  private static Path generate(String name, String purpose) throws IOException {
    Path work = Cli.emptyFolder("app/" + name + "-" + purpose);
    Path folder = CASES.resolve(name);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path relative = folder.relativize(file);
        if (!NOT_INPUT.contains(relative.getName(0).toString())) {
          Files.createDirectories(work.resolve(relative.toString()).getParent());
          Files.copy(file, work.resolve(relative.toString()));
        }
      }
    }
    Files.writeString(work.resolve("handler.js"), HANDLER);
    run(name, work);
    return work;
  }

  private static void run(String name, Path work) throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(Files.readString(CASES.resolve(name).resolve("cmd")).strip().split(" ")));
    assertEquals("isere", words.remove(0));
    Child child = Cli.start(work, words.toArray(new String[0]));
    assertEquals(0, child.await(), child.output());
    assertEquals(List.of("out/app"), child.out());
  }

  private static Board board(String name, Path work) throws IOException {
    List<Path> roots = new ArrayList<>(List.of(Home.root().resolve("boards")));
    if (Files.exists(work.resolve("boards"))) {
      roots.add(work.resolve("boards"));
    }
    String command = Files.readString(CASES.resolve(name).resolve("cmd"));
    return new BoardCatalogue(roots).find(command.replaceFirst("(?s).*--board (\\S+) .*", "$1"));
  }

  private static SortedMap<String, String> texts(Path folder) throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          texts.put(folder.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return texts;
  }

  private static void write(Path folder, SortedMap<String, String> texts) throws IOException {
    for (String stale : texts(folder).keySet()) {
      if (!texts.containsKey(stale)) {
        Files.delete(folder.resolve(stale));
      }
    }
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Files.createDirectories(folder.resolve(text.getKey()).getParent());
      Files.writeString(folder.resolve(text.getKey()), text.getValue());
    }
  }

  /** The one macro that our overlays use. */
  private static String preprocessed(Path file) throws IOException {
    return SIZE.matcher(Files.readString(file))
        .replaceAll(found -> Long.toString(Long.parseLong(found.group(1)) << 20));
  }

  private static boolean hasDtc() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "dtc")));
  }

  private static String dtc(Path source) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("dtc", "-q", "-I", "dts", "-O", "dts", source.toString());
    try (Child dtc = new Child(builder)) {
      assertEquals(0, dtc.await(), dtc.output());
      return String.join("\n", dtc.out());
    }
  }
}
