/*
 * The USB drive of a board in BOOTSEL mode.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The USB drive of a board in BOOTSEL mode: one with a file INFO_UF2.TXT.
 *
 * @param root where it is mounted
 * @param boardId its {@code Board-ID}, such as {@code RP2350}; empty when it says none
 * @param device the device file behind it, where one is known
 */
public record BootDrive(Path root, String boardId, Optional<Path> device) {
  private static final String INFO = "INFO_UF2.TXT";
  private static final int MAX_INFO_BYTES = 4096;
  private static final String BOARD_ID = "Board-ID:";

  /** The drive that is mounted at a folder; empty if there is none of this kind. */
  public static Optional<BootDrive> at(Path root, Optional<Path> device) {
    return readInfo(root).map(text -> new BootDrive(root, boardId(text), device));
  }

  private static Optional<String> readInfo(Path root) {
    Path info = root.resolve(INFO);
    if (!Files.isRegularFile(info)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(info)) {
      return Optional.of(new String(in.readNBytes(MAX_INFO_BYTES), ISO_8859_1));
    } catch (IOException e) {
      // It went away while it was looked at, or cannot be read: no drive to write to.
      return Optional.empty();
    }
  }

  private static String boardId(String text) {
    return text.lines()
        .filter(line -> line.startsWith(BOARD_ID))
        .map(line -> line.substring(BOARD_ID.length()).strip())
        .findFirst()
        .orElse("");
  }

  /**
   * Whether it is still there. Its mount point may outlive it, and even its files in a cache; its
   * device file does not.
   */
  public boolean isThere() {
    return device.map(Files::exists).orElse(true) && readInfo(root).isPresent();
  }
}
