/*
 * Reads a board.yaml.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.Document;
import dev.isere.document.Fields;
import dev.isere.document.Node;
import dev.isere.document.Problems;
import dev.isere.document.SourceText;
import dev.isere.document.TextFiles;
import dev.isere.document.YamlReader;
import dev.isere.project.PortKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a board.yaml. {@code memory} is for the emulated chip, and read by its CMakeLists.txt. */
final class BoardFile {
  static final String NAME = "board.yaml";
  private static final int MAX_BYTES = 1 << 16;
  private static final List<String> KEYS =
      List.of("name", "description", "port", "build", "memory");

  private BoardFile() {}

  /**
   * Reads the board.yaml of a board's folder.
   *
   * @throws IsereException with every mistake in it
   */
  static Board read(Path folder) {
    SourceText source = TextFiles.read(folder.resolve(NAME), MAX_BYTES);
    Document document =
        YamlReader.read(source)
            .orElseThrow(
                () -> IsereException.failed(Diagnostic.error(source.file() + " is empty")));
    Problems problems = new Problems();
    Fields fields = Fields.of(document, document.root(), "", KEYS, problems);
    Optional<String> name = fields.requiredText("name");
    String folderName = folder.getFileName().toString();
    name.filter(text -> !text.equals(folderName))
        .ifPresent(
            text ->
                problems.add(
                    document.error(
                        fields.get("name").orElseThrow(),
                        "the board `" + text + "` lies in a folder named `" + folderName + "`")));
    Optional<String> description = fields.requiredText("description");
    Optional<PortKind> port =
        choice(
            document, fields, "port", PortKind::of, ids(PortKind.values(), PortKind::id), problems);
    Optional<Board.Build> build =
        choice(
            document,
            fields,
            "build",
            Board.Build::of,
            ids(Board.Build.values(), Board.Build::id),
            problems);
    problems.throwIfAny();
    return new Board(
        name.orElseThrow(),
        description.orElseThrow(),
        port.orElseThrow(),
        build.orElseThrow(),
        folder);
  }

  private static <T> List<String> ids(T[] values, Function<T, String> id) {
    return Arrays.stream(values).map(id).toList();
  }

  private static <T> Optional<T> choice(
      Document document,
      Fields fields,
      String key,
      Function<String, Optional<T>> find,
      List<String> ids,
      Problems problems) {
    Optional<String> text = fields.requiredText(key);
    Optional<T> found = text.flatMap(find);
    if (text.isPresent() && found.isEmpty()) {
      Node node = fields.get(key).orElseThrow();
      String message = "`" + key + "` has to be one of " + String.join(", ", ids);
      problems.add(document.error(node, message + ", not " + text.get()));
    }
    return found;
  }
}
