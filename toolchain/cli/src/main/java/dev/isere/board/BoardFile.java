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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads a board.yaml. It knows every key that may be there; docs/firmware-build.md explains them.
 */
final class BoardFile {
  static final String NAME = "board.yaml";
  private static final int MAX_BYTES = 1 << 16;
  private static final List<String> KEYS = List.of("name", "description", "port", "build");

  /** Of the emulated chip; its CMakeLists.txt reads it too. */
  private static final String MEMORY_OF = "memory_of";

  private final Document document;
  private final Problems problems = new Problems();

  private BoardFile(Document document) {
    this.document = document;
  }

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
    return new BoardFile(document).board(folder);
  }

  private Board board(Path folder) {
    List<String> keys = new ArrayList<>(KEYS);
    boolean isZephyr = isBuiltAs(Board.Build.ZEPHYR);
    if (isZephyr) {
      keys.addAll(ZephyrBoardFields.KEYS);
    } else if (isBuiltAs(Board.Build.M33_SIM)) {
      keys.add(MEMORY_OF);
    }
    Fields fields = Fields.of(document, document.root(), "", keys, problems);
    Optional<String> name = name(fields, folder);
    Optional<String> description = fields.requiredText("description");
    Optional<PortKind> port =
        choice(fields, "port", PortKind::of, ids(PortKind.values(), PortKind::id));
    Optional<Board.Build> build =
        choice(fields, "build", Board.Build::of, ids(Board.Build.values(), Board.Build::id));
    Optional<ZephyrBoard> zephyr =
        isZephyr ? new ZephyrBoardFields(document, problems).read(fields) : Optional.empty();
    Optional<String> memoryOf = fields.text(MEMORY_OF);
    problems.throwIfAny();
    return new Board(
        name.orElseThrow(),
        description.orElseThrow(),
        port.orElseThrow(),
        build.orElseThrow(),
        zephyr,
        memoryOf,
        folder);
  }

  /** Which keys there may be depends on this one. */
  private boolean isBuiltAs(Board.Build wanted) {
    return document.root() instanceof Node.Mapping mapping
        && mapping.find("build").orElse(null) instanceof Node.Scalar build
        && build.text().equals(wanted.id());
  }

  private Optional<String> name(Fields fields, Path folder) {
    Optional<String> name = fields.requiredText("name");
    String folderName = folder.getFileName().toString();
    name.filter(text -> !text.equals(folderName))
        .ifPresent(
            text ->
                problems.add(
                    document.error(
                        fields.get("name").orElseThrow(),
                        "the board `" + text + "` lies in a folder named `" + folderName + "`")));
    return name;
  }

  private static <T> List<String> ids(T[] values, Function<T, String> id) {
    return Arrays.stream(values).map(id).toList();
  }

  private <T> Optional<T> choice(
      Fields fields, String key, Function<String, Optional<T>> find, List<String> ids) {
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
