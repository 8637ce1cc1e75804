/*
 * Tests of the table from what tools say to what helps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HintsTest {
  /** A line as a tool writes it, and what it means; one for each entry of the table. */
  private static final List<List<String>> KNOWN =
      List.of(
          List.of(
              "ld.bfd: region `RAM' overflowed by 1234 bytes",
              "it needs 1234 bytes more RAM than the board has"),
          List.of(
              "ld.bfd: region `FLASH' overflowed by 7 bytes",
              "it needs 7 bytes more flash than the board's partition for firmware has"),
          List.of("fatal error: error writing: No space left on device", "the disk is full"),
          List.of(
              "No board named 'rpi_pico9' found. Did you mean:",
              "this Zephyr knows no board rpi_pico9"),
          List.of(
              "  Board qualifiers `/rp2350a/m34` for board `rpi_pico2` not found.  Please",
              "this Zephyr knows the board, but not as /rp2350a/m34"),
          List.of(
              "west: unknown command \"build\"; workspace /w does not define this extension command"
                  + " -- try \"west help\"",
              "the workspace /w has no `west build`"),
          List.of(
              "ModuleNotFoundError: No module named 'elftools'",
              "the Python of Zephyr's tools has no module elftools"),
          List.of(
              "  Could not find a package configuration file provided by \"Zephyr-sdk\"",
              "Zephyr finds no compiler"),
          List.of(
              "  C compiler /x/bin/arm-none-eabi-gcc not found - Please check your",
              "there is no compiler /x/bin/arm-none-eabi-gcc"),
          List.of(
              "  CMake was unable to find a build program corresponding to \"Ninja\".",
              "ninja is missing"),
          List.of(
              "  Nothing found at GNUARMEMB_TOOLCHAIN_PATH: '/nowhere'",
              "there is no compiler in /nowhere"),
          List.of(
              "  CMake 3.28.0 or higher is required.  You are running version 3.25.1",
              "Zephyr needs CMake 3.28.0 or newer, and this is 3.25.1"),
          List.of(
              "  Could NOT find Python3 (missing: Python3_EXECUTABLE)",
              "Zephyr finds no Python that is new enough"),
          List.of(
              "  the third-party sources could not be fetched; the reason stands above",
              "the engine's sources could not be fetched"),
          List.of(
              "error: Aborting due to Kconfig warnings",
              "the options of the board contradict each other"),
          List.of(
              "devicetree error: undefined node label 'flash0'",
              "the devicetree of the board is wrong: undefined node label 'flash0'"),
          List.of(
              "/w/app/board.overlay:12 (column 3): parse error: expected ';'",
              "the devicetree of the board does not parse: /w/app/board.overlay:12"));

  private final Hints hints = Hints.ofIsere();

  private Optional<String> message(String... lines) {
    return hints.find(List.of(lines)).map(Hints.Hint::message);
  }

  @Test
  void knowsWhatToolsSay() {
    Set<String> entries = new HashSet<>();
    for (List<String> known : KNOWN) {
      assertEquals(Optional.of(known.get(1)), message("before", known.get(0), "after"));
      entries.add(known.get(1));
    }
    assertEquals(hints.messages().size(), entries.size(), "each entry of the table is tried");
  }

  @Test
  void knowsNothingOfOtherFailures() {
    assertEquals(Optional.empty(), message("main.c:3:5: error: 'x' undeclared", "ninja: stopped"));
  }

  @Test
  void takesTheFirstEntryOfTheTable() {
    assertEquals(
        Optional.of("it needs 9 bytes more RAM than the board has"),
        message("region `FLASH' overflowed by 8 bytes", "region `RAM' overflowed by 9 bytes"));
  }

  @Test
  void tellsWhatTheMachineLacks() {
    assertTrue(hints.find(List.of("No module named 'x'")).isEmpty());
    assertTrue(
        hints
            .find(List.of("ModuleNotFoundError: No module named 'x'"))
            .orElseThrow()
            .isOfMachine());
  }
}
