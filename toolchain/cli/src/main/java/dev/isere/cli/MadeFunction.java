/*
 * A function that was made of a project.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.document.TextFiles;
import dev.isere.trace.MalformedMapException;
import dev.isere.trace.SourceMap;
import dev.isere.trace.Symbolicator;
import java.nio.file.Path;

/** A function image and the source map of its module. */
final class MadeFunction {
  private final byte[] image;
  private final String buildId;
  private final byte[] sourceMap;
  private final Path folder;
  private Symbolicator symbolicator;

  /**
   * @param buildId 16 hexadecimal digits, as the image says
   * @param sourceMap JSON
   * @param folder what the map's sources are relative to
   */
  MadeFunction(byte[] image, String buildId, byte[] sourceMap, Path folder) {
    this.image = image;
    this.buildId = buildId;
    this.sourceMap = sourceMap;
    this.folder = folder;
  }

  byte[] image() {
    return image;
  }

  String buildId() {
    return buildId;
  }

  byte[] sourceMap() {
    return sourceMap;
  }

  /** Reads its stack traces. Made when it is first needed. */
  synchronized Symbolicator symbolicator() {
    if (symbolicator == null) {
      symbolicator = symbolicator(sourceMap, folder);
    }
    return symbolicator;
  }

  /**
   * Reads stack traces with the source map of a bundle.
   *
   * @param folder what the map's sources are relative to
   */
  static Symbolicator symbolicator(byte[] sourceMap, Path folder) {
    try {
      return new Symbolicator(
          SourceMap.parse(sourceMap), source -> TextFiles.displayName(folder.resolve(source)));
    } catch (MalformedMapException e) {
      throw new IllegalStateException("esbuild's source map: " + e.getMessage(), e);
    }
  }
}
