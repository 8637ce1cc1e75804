/*
 * What `isere setup` left behind.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.Document;
import dev.isere.document.Fields;
import dev.isere.document.Problems;
import dev.isere.document.TextFiles;
import dev.isere.document.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code isere setup} left behind, in the file setup.yaml of its folder. It is written last,
 * so that a workspace that is half made is none.
 *
 * @param zephyr the checkout's root: in the folder, or one that was adopted
 * @param toolchain the compiler
 */
public record SetupState(Path zephyr, Toolchain toolchain) {
  private static final String FILE = "setup.yaml";
  private static final int MAX_BYTES = 1 << 16;
  private static final List<String> KEYS = List.of("zephyr", "variant", "toolchain");

  /** The file in the folder of {@code isere setup}. */
  public static Path file(Path folder) {
    return folder.resolve(FILE);
  }

  /**
   * Reads it from the folder of {@code isere setup}.
   *
   * @return empty if there is none
   * @throws IsereException if the file is damaged
   */
  static Optional<SetupState> read(Path folder) {
    Path file = file(folder);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return YamlReader.read(TextFiles.read(file, MAX_BYTES)).map(SetupState::parse);
    } catch (IsereException e) {
      throw e.withHelp("write it anew: isere setup");
    }
  }

  private static SetupState parse(Document document) {
    Problems problems = new Problems();
    Fields fields = Fields.of(document, document.root(), "", KEYS, problems);
    Optional<String> zephyr = fields.requiredText("zephyr");
    Optional<String> variant = fields.requiredText("variant");
    Optional<Path> toolchain = fields.text("toolchain").map(Path::of);
    problems.throwIfAny();
    return new SetupState(
        Path.of(zephyr.orElseThrow()), new Toolchain(variant.orElseThrow(), toolchain));
  }

  /** The text of the file. Paths are written in quotes, as YAML's single-quoted scalars. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("# Made by `isere setup`, which writes it anew.\n");
    text.append("zephyr: ").append(quoted(zephyr.toString())).append('\n');
    text.append("variant: ").append(quoted(toolchain.variant())).append('\n');
    toolchain
        .path()
        .ifPresent(path -> text.append("toolchain: ").append(quoted(path.toString())).append('\n'));
    return text.toString();
  }

  private static String quoted(String value) {
    if (value.codePoints().anyMatch(Character::isISOControl)) {
      throw IsereException.failed(
          Diagnostic.error("a path with control characters cannot be used: " + value));
    }
    return "'" + value.replace("'", "''") + "'";
  }
}
