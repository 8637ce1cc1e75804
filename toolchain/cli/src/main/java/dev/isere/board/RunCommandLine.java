/*
 * The command line that emulates a board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line that emulates a board: words in which {@code {name}} stands for a value.
 *
 * @param words the program and its arguments
 */
public record RunCommandLine(List<String> words) {
  /** The firmware's file: an ELF file or a program. */
  public static final String FIRMWARE = "firmware";

  /** The firmware's file with the function in slot A, as a person flashes it. */
  public static final String UF2 = "uf2";

  /** The folder of the emulator of an RP2040 that isère brings along. */
  public static final String RP2040 = "rp2040";

  /** A file with what slot A holds, from its first byte on. */
  public static final String SLOT = "slot";

  /** Where the CPU sees slot A. */
  public static final String SLOT_ADDRESS = "slot_address";

  /** A file with all of the flash, the function in slot A. */
  public static final String FLASH = "flash";

  /** The host's address to listen on. */
  public static final String HOST = "host";

  /** The host's port to listen on. */
  public static final String PORT = "port";

  /** The board's own address. */
  public static final String ADDRESS = "address";

  /** The port that the board listens on. */
  public static final String HTTP_PORT = "http_port";

  private static final Set<String> NAMES =
      new TreeSet<>(
          List.of(
              FIRMWARE, UF2, RP2040, SLOT, SLOT_ADDRESS, FLASH, HOST, PORT, ADDRESS, HTTP_PORT));
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

  public RunCommandLine {
    words = List.copyOf(words);
  }

  /** The placeholders that there are. */
  static Set<String> names() {
    return NAMES;
  }

  /** The placeholders that it uses, those that do not exist too. */
  public Set<String> used() {
    Set<String> used = new TreeSet<>();
    words.forEach(
        word -> PLACEHOLDER.matcher(word).results().forEach(found -> used.add(found.group(1))));
    return used;
  }

  /**
   * The words to start a process with.
   *
   * @param values a value for every placeholder that it uses
   */
  public List<String> fill(Map<String, String> values) {
    Map<String, String> known = new TreeMap<>(values);
    return words.stream()
        .map(
            word ->
                PLACEHOLDER
                    .matcher(word)
                    .replaceAll(
                        found -> {
                          String value = known.get(found.group(1));
                          if (value == null) {
                            throw new IllegalArgumentException("no value for " + found.group());
                          }
                          return Matcher.quoteReplacement(value);
                        }))
        .toList();
  }
}
