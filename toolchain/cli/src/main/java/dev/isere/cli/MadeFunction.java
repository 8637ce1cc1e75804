/*
 * A function that was made of a project.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.bundle.Bundle;
import dev.isere.bundle.BundlePart;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.document.TextFiles;
import dev.isere.trace.MalformedMapException;
import dev.isere.trace.SourceMap;
import dev.isere.trace.Symbolicator;
import java.nio.file.Path;
import java.util.List;

/** A function image and the source map of its module. */
final class MadeFunction {
  private final byte[] image;
  private final String buildId;
  private final Bundle bundle;
  private final Path folder;
  private Symbolicator symbolicator;

  /**
   * @param buildId 16 hexadecimal digits, as the image says
   * @param bundle what it was made of
   * @param folder what the source map's sources are relative to
   */
  MadeFunction(byte[] image, String buildId, Bundle bundle, Path folder) {
    this.image = image;
    this.buildId = buildId;
    this.bundle = bundle;
    this.folder = folder;
  }

  byte[] image() {
    return image;
  }

  String buildId() {
    return buildId;
  }

  byte[] sourceMap() {
    return bundle.sourceMap();
  }

  /** What its code is made of, the largest first. */
  List<BundlePart> parts() {
    return bundle.parts();
  }

  /** What esbuild thought odd. */
  List<Diagnostic> warnings() {
    return bundle.warnings();
  }

  /** Reads its stack traces. Made when it is first needed. */
  synchronized Symbolicator symbolicator() {
    if (symbolicator == null) {
      symbolicator = symbolicator(bundle.sourceMap(), folder);
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
