/*
 * A firmware that was built.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A firmware that was built, without a function.
 *
 * @param program an ELF file, or a program of this machine; not copied, not to be changed
 * @param devicetree what Zephyr made of the board's and our devicetree
 * @param licences the licences of all that is in it, which go with every copy
 * @param facts what it was made with, a line each: names with texts
 */
public record Firmware(
    byte[] program, String devicetree, String licences, SortedMap<String, String> facts) {
  /** A fact: the board's name. */
  public static final String BOARD = "board";

  /** A fact: Zephyr's version. */
  public static final String ZEPHYR = "zephyr";

  /** A fact: the state of Zephyr's sources. */
  public static final String ZEPHYR_STATE = "zephyr-state";

  /** A fact: the compiler and its version. */
  public static final String COMPILER = "compiler";

  /** A fact: SHA-256 of the program. */
  public static final String SHA256 = "sha256";

  /** The beginning of facts: bytes of flash by what they are for, as {@link LinkerMap} says. */
  private static final String FLASH = "flash.";

  public Firmware {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }

  /** The facts of a program of a Cortex-M that follow from what its linker says. */
  static Map<String, String> facts(String linkerMap) {
    Map<String, String> facts = new TreeMap<>();
    LinkerMap.flash(linkerMap).forEach((part, bytes) -> facts.put(FLASH + part, bytes.toString()));
    return facts;
  }

  /** Bytes of flash by what they are for; none for a program of this machine. */
  public Map<String, Long> flashParts() {
    Map<String, Long> parts = new TreeMap<>();
    facts.forEach(
        (name, text) -> {
          if (name.startsWith(FLASH)) {
            parts.put(name.substring(FLASH.length()), Long.valueOf(text));
          }
        });
    return parts;
  }
}
