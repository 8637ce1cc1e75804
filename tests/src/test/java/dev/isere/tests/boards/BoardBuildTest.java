// Real firmware for every board, held against its ELF file by readers that share no code with the
// command line.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.boards;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isere.tests.support.Child;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ZephyrTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes a workspace of Zephyr, and minutes for each board whose firmware is not in the cache. */
class BoardBuildTest {
  private static final int FLASH_BASE = 0x10000000;
  private static final int SECTOR = 4096;

  /** What issue 4 allows a Pico 2's firmware, and the heap that it has to leave. */
  private static final long FLASH_MAX = 800 * 1024;

  private static final long RAM_BESIDE_HEAP_MAX = 130 * 1024;
  private static final long HEAP_MIN = 262_144;

  /** Code that runs from RAM has a budget of its own. */
  private static final long CODE_IN_RAM_MIN = 40 * 1024;

  private static final long CODE_IN_RAM_MAX = 56 * 1024;

  private static Path build(String board) throws IOException {
    return build(board, board, List.of());
  }

  private static Path build(String board, String folder, List<String> options) throws IOException {
    Path out = Home.work("boards").resolve(folder);
    String handler = Home.root().resolve("examples/hello/handler.js").toString();
    List<String> arguments =
        new ArrayList<>(List.of("build", handler, "--board", board, "-o", out.toString()));
    options.forEach(option -> arguments.addAll(List.of("--option", option)));
    ZephyrTarget.isere(arguments);
    return out;
  }

  private static JsonNode report(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("report.json").toFile());
  }

  /** What tests/tools/uf2.py makes of a UF2 file: the flash from its base on. */
  private static byte[] flash(Path out, String family) throws IOException {
    Path flash = out.resolve("decoded.bin");
    List<String> reader =
        List.of(
            "python3",
            Home.tests("tools/uf2.py").toString(),
            out.resolve("firmware.uf2").toString(),
            family,
            flash.toString(),
            Integer.toString(FLASH_BASE));
    try (Child read = new Child(new ProcessBuilder(reader))) {
      assertEquals(0, read.await(), read.output());
    }
    return Files.readAllBytes(flash);
  }

  @ParameterizedTest
  @CsvSource({
    "pico2, 0xe48bff59, 0x200000, 0x280000",
    "pico2-w, 0xe48bff59, 0x200000, 0x280000",
    "pico, 0xe48bff56, 0x100000, 0x140000"
  })
  void theUf2HoldsTheElfsContentsAndTheFunction(String board, String family, String a, String b)
      throws IOException {
    Path out = build(board);
    byte[] flash = flash(out, family);
    int segments = 0;
    ByteBuffer elf =
        ByteBuffer.wrap(Files.readAllBytes(out.resolve("firmware.elf")))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elf.getShort(44); i++) {
      int header = elf.getInt(28) + i * elf.getShort(42);
      int bytes = elf.getInt(header + 16);
      if (elf.getInt(header) == 1 && bytes > 0) {
        int from = elf.getInt(header + 4);
        int at = elf.getInt(header + 12) - FLASH_BASE;
        byte[] wanted = Arrays.copyOfRange(elf.array(), from, from + bytes);
        assertArrayEquals(wanted, Arrays.copyOfRange(flash, at, at + bytes), "segment " + i);
        segments++;
      }
    }
    assertTrue(segments >= 2, "segments: " + segments);
    int slotA = Integer.decode(a);
    byte[] image = Files.readAllBytes(out.resolve("function.isere"));
    int start = slotA + SECTOR;
    assertArrayEquals(image, Arrays.copyOfRange(flash, start, start + image.length));
    assertEquals((byte) 0x89, flash[slotA]);
    byte[] blank = new byte[SECTOR];
    Arrays.fill(blank, (byte) 0xFF);
    int slotB = Integer.decode(b);
    assertArrayEquals(blank, Arrays.copyOfRange(flash, slotB, slotB + SECTOR));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pico2", "pico2-w"})
  void firmwareIsWithinItsBudgets(String board) throws IOException {
    JsonNode firmware = report(build(board)).at("/firmware");
    assertTrue(firmware.at("/flashBytes").asLong() <= FLASH_MAX, firmware.toString());
    long code = firmware.at("/codeInRamBytes").asLong();
    assertTrue(code >= CODE_IN_RAM_MIN && code <= CODE_IN_RAM_MAX, firmware.toString());
    long beside = firmware.at("/ramBytesBesideHeap").asLong() - code;
    assertTrue(beside <= RAM_BESIDE_HEAP_MAX, firmware.toString());
    assertTrue(firmware.at("/heapBytes").asLong() >= HEAP_MIN, firmware.toString());
  }

  /** The most that a project may ask for beside it: what runtime-c/zephyr/Kconfig says. */
  @Test
  void codeRunsFromRamAsLongAsBothFit() throws IOException {
    List<String> most =
        List.of(
            "js.heap_bytes=294912",
            "js.stack_bytes=32768",
            "http.send_buffer_bytes=2048",
            "http.body_buffers=2",
            "http.receive_buffers=4",
            "function.max_timers=128",
            "function.max_in_flight=32");
    JsonNode firmware = report(build("pico2", "pico2-most", most)).at("/firmware");
    assertTrue(firmware.at("/codeInRamBytes").asLong() >= CODE_IN_RAM_MIN, firmware.toString());
  }

  @Test
  void aHeapThatNeedsTheRamGetsIt() throws IOException {
    List<String> heap = List.of("js.heap_bytes=389120");
    JsonNode firmware = report(build("pico2", "pico2-heap", heap)).at("/firmware");
    assertTrue(firmware.at("/codeInRamBytes").asLong() < CODE_IN_RAM_MIN / 2, firmware.toString());
    assertEquals(389_120, firmware.at("/heapBytes").asLong());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pico2", "pico2-w", "pico", "qemu", "native_sim"})
  void theLicencesOfZephyrAndItsModulesAreBesideIt(String board) throws IOException {
    String licences = Files.readString(build(board).resolve("LICENSES.txt"));
    List<String> parts =
        List.of("isere", "QuickJS", "llhttp", "Zephyr 4.", "cmsis", "Keith Packard");
    for (String part : parts) {
      assertTrue(licences.contains(part), part);
    }
    for (String part : licences.split("(?m)^={80}\\R(?=.+: \\S+$)")) {
      boolean isGpl = part.contains("GNU GENERAL PUBLIC LICENSE");
      boolean isOneOfTwo = part.contains("users may choose which of these licenses");
      assertTrue(!isGpl || isOneOfTwo, () -> "under the GPL alone: " + part.lines().findFirst());
    }
  }
}
