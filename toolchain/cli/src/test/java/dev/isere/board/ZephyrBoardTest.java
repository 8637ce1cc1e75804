/*
 * Tests of boards that run Zephyr.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.document.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZephyrBoardTest {
  private static final String GOOD =
      """
      name: lab
      description: d
      port: pico2
      build: zephyr
      zephyr: acme_lab/rp2350a/m33
      ram_bytes: 0x82000
      system: {ram_bytes: 61440, flash_bytes: 0x20000}
      flash:
        base: 0x10000000
        bytes: 0x400000
        firmware: {offset: 0, bytes: 0x200000}
        function_a: {offset: 0x200000, bytes: 0x80000}
        function_b: {offset: 0x280000, bytes: 0x80000}
      uf2:
        family: 0xe48bff59
        drive: RP2350
      network:
        link: usb
      run: [emulate, "-kernel={firmware}", "{slot}@{slot_address}"]
      watchdog_max_ms: 8388
      """;

  @TempDir private Path root;

  private Board read(String yaml) throws IOException {
    Path folder = root.resolve("lab");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("board.yaml"), yaml);
    return BoardFile.read(folder);
  }

  @Test
  void readsABoard() throws IOException {
    Board board = read(GOOD);
    assertEquals(Board.Build.ZEPHYR, board.build());
    assertEquals(
        new ZephyrBoard(
            "acme_lab/rp2350a/m33",
            Optional.of(532480L),
            Optional.of(new ZephyrBoard.System(61440, 131072)),
            new Flash(
                0x10000000,
                0x400000,
                Optional.of(new Flash.Partition(0, 0x200000)),
                new Flash.Partition(0x200000, 0x80000),
                new Flash.Partition(0x280000, 0x80000)),
            Optional.of(new ZephyrBoard.Uf2(0xe48bff59L, "RP2350")),
            new ZephyrBoard.Network(ZephyrBoard.Link.USB, Optional.empty(), Optional.empty()),
            Optional.of(
                new RunCommandLine(
                    List.of("emulate", "-kernel={firmware}", "{slot}@{slot_address}"))),
            Optional.of(8388L)),
        board.zephyr().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zephyr: acme_lab/rp2350a/m33 | zephyr: ../lab | `zephyr` has to be a target of Zephyr,"
            + " such as rpi_pico2/rp2350a, not ../lab",
        "ram_bytes: 0x82000 | ram_bytes: lots | `ram_bytes` has to be a whole number from 65536 to"
            + " 1073741824, not lots",
        "base: 0x10000000 | bass: 1 | unknown key `flash.bass`;the key `flash.base` is missing",
        "bytes: 0x400000 | bytes: 0x2fffff | `flash.function_b` goes beyond the end of the flash",
        "offset: 0x280000 | offset: 0x200000 | `flash.function_b` overlaps what lies in front of it",
        "offset: 0x280000 | offset: 0x280100 | `flash.function_b` has to be two sectors of 4096 bytes"
            + " or more, and whole ones",
        "function_a: {offset: 0x200000, bytes: 0x80000} | function_a: 3 | `flash.function_a` has to"
            + " be a group of keys, not text",
        "family: 0xe48bff59 | family: 0x1e48bff59 | `uf2.family` has to be a whole number from 1 to"
            + " 4294967295, not 0x1e48bff59",
        "link: usb | link: radio | `network.link` has to be one of usb, ethernet, host, not radio",
        "link: usb | link: ethernet | the key `network.address` is missing",
        "'{slot}@' | '{slut}@' | `run` has unknown placeholders: {slut}",
        "'[emulate, \"-kernel={firmware}\", \"{slot}@{slot_address}\"]' | '[]' | `run` is empty",
        "'[emulate, \"-kernel={firmware}\", \"{slot}@{slot_address}\"]' | emulate | `run` has to be a"
            + " list of texts, not text",
      })
  void namesAMistake(String from, String to, String message) {
    assertEquals(
        message,
        Errors.of(() -> read(GOOD.replace(from, to))).stream()
            .map(Diagnostic::message)
            .collect(Collectors.joining(";")));
  }

  @Test
  void fillsACommandLine() {
    RunCommandLine line = new RunCommandLine(List.of("x", "{host}:{port}", "$1"));
    assertEquals(List.of("host", "port"), List.copyOf(line.used()));
    assertEquals(
        List.of("x", "a$b:80", "$1"), line.fill(Map.of("host", "a$b", "port", "80", "slot", "s")));
    assertThrows(IllegalArgumentException.class, () -> line.fill(Map.of("host", "a")));
  }

  @Test
  void hasNoZephyrKeysWithoutZephyr() {
    String yaml = GOOD.replace("build: zephyr", "build: native");
    assertEquals("unknown key `zephyr`", Errors.of(() -> read(yaml)).get(0).message());
  }
}
