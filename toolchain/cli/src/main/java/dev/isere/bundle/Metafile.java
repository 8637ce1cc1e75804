/*
 * What esbuild says about a bundle it made.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import dev.isere.document.JsonReader;
import dev.isere.document.Node;
import dev.isere.document.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What esbuild says about a bundle it made. Paths are relative to its working directory.
 *
 * @param exports the names that the bundle exports
 * @param inputs the files it is made of
 */
record Metafile(List<String> exports, List<Input> inputs) {
  /** What esbuild calls its own helper functions, which are in the bundle when they are used. */
  private static final String ESBUILD_HELPERS = "<runtime>";

  /**
   * A file of the bundle.
   *
   * @param path the file
   * @param isCommonJs whether it is a CommonJS module
   * @param outside what it imports that is not in the bundle
   * @param bytes how much of the bundle it makes up
   */
  record Input(String path, boolean isCommonJs, List<String> outside, long bytes) {
    private static final String OURS = NodeModules.NAMESPACE + ":";

    /** Whether it is a file, and not a module that esbuild has asked for. */
    boolean isFile() {
      return !path.startsWith(OURS);
    }

    /** What people call it. */
    String name() {
      return isFile() ? path : path.substring(OURS.length());
    }
  }

  /** Reads the file that esbuild wrote. */
  static Metafile parse(String json) {
    Node root = JsonReader.read(new SourceText("esbuild's metafile", json)).root();
    List<String> exports = new ArrayList<>();
    Map<String, Long> bytes = new HashMap<>();
    // esbuild lists imports that TypeScript drops, for nothing uses them, as if they were outside.
    Set<String> kept = new HashSet<>();
    for (Node.Entry output : entries(root, "outputs")) {
      for (Node.Entry input : entries(output.value(), "inputs")) {
        text(input.value(), "bytesInOutput")
            .ifPresent(count -> bytes.merge(input.key().text(), Long.valueOf(count), Long::sum));
      }
      kept.addAll(externals(output.value()));
      items(output.value(), "exports").forEach(name -> exports.add(((Node.Scalar) name).text()));
    }
    List<Input> inputs = new ArrayList<>();
    for (Node.Entry input : entries(root, "inputs")) {
      List<String> outside =
          externals(input.value()).stream()
              .filter(path -> !path.equals(ESBUILD_HELPERS) && kept.contains(path))
              .toList();
      boolean isCommonJs = text(input.value(), "format").equals(Optional.of("cjs"));
      String path = input.key().text();
      inputs.add(new Input(path, isCommonJs, outside, bytes.getOrDefault(path, 0L)));
    }
    return new Metafile(List.copyOf(exports), List.copyOf(inputs));
  }

  /** What a file or a bundle imports that is not in the bundle. */
  private static List<String> externals(Node file) {
    return items(file, "imports").stream()
        .filter(item -> text(item, "external").isPresent())
        .flatMap(item -> text(item, "path").stream())
        .toList();
  }

  private static List<Node.Entry> entries(Node group, String key) {
    return find(group, key) instanceof Node.Mapping mapping ? mapping.entries() : List.of();
  }

  private static List<Node> items(Node group, String key) {
    return find(group, key) instanceof Node.Sequence sequence ? sequence.items() : List.of();
  }

  private static Optional<String> text(Node group, String key) {
    return find(group, key) instanceof Node.Scalar scalar
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private static Node find(Node group, String key) {
    return group instanceof Node.Mapping mapping ? mapping.find(key).orElse(null) : null;
  }
}
