/*
 * A source map.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.IsereException;
import dev.isere.document.JsonReader;
import dev.isere.document.Node;
import dev.isere.document.SourceText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A source map (ECMA-426), decoded: from places in a generated text to places in the sources it was
 * made of. Index maps (with {@code sections}) are refused; nothing here makes them.
 */
public final class SourceMap {
  /** Numbers of a mapping: generated column, source, its line, its column, all from 0. */
  private static final int FIELDS = 4;

  private static final int UNMAPPED = -1;

  private final String file;
  private final List<String> sources;
  private final List<SourceText> contents;
  private final List<int[]> lines;

  /**
   * A place in a source.
   *
   * @param source as the map names it
   * @param line counted from 1
   * @param column in UTF-16 units, counted from 1
   * @param text the line, if the map holds its source
   */
  public record Place(String source, int line, int column, Optional<String> text) {}

  private SourceMap(
      String file, List<String> sources, List<SourceText> contents, List<int[]> lines) {
    this.file = file;
    this.sources = sources;
    this.contents = contents;
    this.lines = lines;
  }

  /**
   * Decodes a map.
   *
   * @param json UTF-8
   * @throws MalformedMapException if it is none
   */
  public static SourceMap parse(byte[] json) throws MalformedMapException {
    Node.Mapping root;
    try {
      Node node = JsonReader.read(new SourceText("source map", new String(json, UTF_8))).root();
      if (!(node instanceof Node.Mapping mapping)) {
        throw new MalformedMapException("it is " + node.description() + ", not an object");
      }
      root = mapping;
    } catch (IsereException e) {
      throw new MalformedMapException("it is not JSON");
    }
    if (!text(root, "version").equals(Optional.of("3"))) {
      throw new MalformedMapException("its version is not 3");
    }
    List<String> sources =
        texts(root, "sources").stream().map(source -> source.orElse("?")).toList();
    List<SourceText> contents = new ArrayList<>();
    List<Optional<String>> texts = texts(root, "sourcesContent");
    for (int i = 0; i < sources.size(); i++) {
      Optional<String> text = i < texts.size() ? texts.get(i) : Optional.empty();
      contents.add(text.map(content -> new SourceText("", content)).orElse(null));
    }
    String mappings =
        text(root, "mappings").orElseThrow(() -> new MalformedMapException("it has no mappings"));
    return new SourceMap(
        text(root, "file").orElse(""), sources, contents, decode(mappings, sources.size()));
  }

  private static Optional<String> text(Node.Mapping group, String key) {
    return group.find(key).flatMap(SourceMap::text);
  }

  private static Optional<String> text(Node node) {
    return node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NOTHING
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private static List<Optional<String>> texts(Node.Mapping group, String key) {
    return group.find(key).orElse(null) instanceof Node.Sequence sequence
        ? sequence.items().stream().map(SourceMap::text).toList()
        : List.of();
  }

  /** One array a line: the mappings of the line, {@link #FIELDS} numbers each. */
  private static List<int[]> decode(String mappings, int sourceCount) throws MalformedMapException {
    List<int[]> lines = new ArrayList<>();
    Vlq in = new Vlq(mappings);
    int[] last = new int[FIELDS];
    int[] line = new int[FIELDS * 16];
    int used = 0;
    while (true) {
      if (in.hasNumber()) {
        if (used + FIELDS > line.length) {
          line = Arrays.copyOf(line, line.length * 2);
        }
        segment(in, last, line, used, sourceCount);
        used += FIELDS;
      }
      boolean isEnd = in.atEnd();
      if (isEnd || in.separator() == ';') {
        lines.add(Arrays.copyOf(line, used));
        used = 0;
        last[0] = 0;
      }
      if (isEnd) {
        return lines;
      }
    }
  }

  /** One, four or five numbers, each the difference to the one of the segment before. */
  private static void segment(Vlq in, int[] last, int[] out, int at, int sourceCount)
      throws MalformedMapException {
    last[0] += in.number();
    out[at] = last[0];
    if (!in.hasNumber()) {
      out[at + 1] = UNMAPPED;
      return;
    }
    for (int field = 1; field < FIELDS; field++) {
      last[field] += in.number();
      out[at + field] = last[field];
    }
    if (in.hasNumber()) {
      in.number();
    }
    if (in.hasNumber() || last[1] >= sourceCount || Arrays.stream(last).anyMatch(n -> n < 0)) {
      throw new MalformedMapException("mappings: a segment that points nowhere");
    }
  }

  /** What the map is of: the name of the generated text, or nothing. */
  public String file() {
    return file;
  }

  /** The sources, as the map names them. */
  public List<String> sources() {
    return sources;
  }

  /**
   * Where something comes from: the last mapping of the line that begins at the column or before.
   *
   * @param line of the generated text, counted from 1
   * @param column in UTF-16 units, counted from 1
   * @return empty for text that comes from no source
   */
  public Optional<Place> find(int line, int column) {
    if (line < 1 || line > lines.size()) {
      return Optional.empty();
    }
    int[] mappings = lines.get(line - 1);
    int found = -1;
    int low = 0;
    int high = mappings.length / FIELDS - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (mappings[middle * FIELDS] < column) {
        found = middle * FIELDS;
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    if (found < 0 || mappings[found + 1] == UNMAPPED) {
      return Optional.empty();
    }
    SourceText content = contents.get(mappings[found + 1]);
    int sourceLine = mappings[found + 2] + 1;
    return Optional.of(
        new Place(
            sources.get(mappings[found + 1]),
            sourceLine,
            mappings[found + 3] + 1,
            content == null ? Optional.empty() : content.line(sourceLine)));
  }
}
