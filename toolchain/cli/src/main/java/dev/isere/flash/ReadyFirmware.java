/*
 * What `isere build` left for a board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.JsonReader;
import dev.isere.document.Node;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code isere build} left for a board.
 *
 * @param file the UF2 file
 * @param folder where it lies
 * @param board the board's name, where report.json says it
 * @param url where the board answers, where report.json says it
 */
public record ReadyFirmware(
    FlashFile file, Path folder, Optional<String> board, Optional<String> url) {
  /** The firmware with a function. */
  public static final String FIRMWARE = "firmware.uf2";

  /** A function alone. */
  public static final String FUNCTION = "function.uf2";

  private static final String REPORT = "report.json";
  private static final long MAX_REPORT_BYTES = 1 << 20;

  /**
   * Finds what to put on a board.
   *
   * @param named a folder of {@code isere build}, or a UF2 file; empty to look below {@code build}
   * @param name the file to look for in a folder
   * @throws IsereException if there is nothing, or more than one board's
   */
  public static ReadyFirmware find(Optional<Path> named, String name) {
    if (named.isEmpty()) {
      return read(onlyOne(Path.of("build"), name));
    }
    Path path = named.get();
    if (!Files.isDirectory(path)) {
      return read(path);
    }
    if (Files.exists(path.resolve(name))) {
      return read(path.resolve(name));
    }
    return read(onlyOne(path, name));
  }

  private static Path onlyOne(Path parent, String name) {
    List<Path> found = below(parent, name);
    if (found.isEmpty()) {
      throw IsereException.failed(
          Diagnostic.error("nothing is built yet")
              .withLookedIn(List.of(TextFiles.displayName(parent) + "/*/" + name))
              .withHelp("isere build --board pico2"));
    }
    if (found.size() > 1) {
      Diagnostic error = Diagnostic.error("there is firmware for " + found.size() + " boards");
      for (Path file : found) {
        error = error.withNote("  " + TextFiles.displayName(file));
      }
      throw IsereException.usage(
          error.withHelp("isere flash " + TextFiles.displayName(found.get(0).getParent())));
    }
    return found.get(0);
  }

  private static List<Path> below(Path parent, String name) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(parent)) {
      return folders
          .map(folder -> folder.resolve(name))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error("cannot look into " + TextFiles.displayName(parent)),
          e);
    }
  }

  private static ReadyFirmware read(Path path) {
    FlashFile file = FlashFile.read(path);
    Path folder = path.toAbsolutePath().getParent();
    Optional<Node> report = report(folder.resolve(REPORT));
    return new ReadyFirmware(
        file,
        folder,
        report.flatMap(root -> text(root, "board")),
        report.flatMap(root -> text(root, "url")));
  }

  private static Optional<Node> report(Path path) {
    return Files.isRegularFile(path)
        ? Optional.of(JsonReader.read(TextFiles.read(path, MAX_REPORT_BYTES)).root())
        : Optional.empty();
  }

  private static Optional<String> text(Node root, String key) {
    return root instanceof Node.Mapping mapping
            && mapping.find(key).orElse(null) instanceof Node.Scalar scalar
        ? Optional.of(scalar.text())
        : Optional.empty();
  }
}
