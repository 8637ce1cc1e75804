/*
 * Source maps beside function images.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Source maps beside function images, in a folder of their own and by build id: a trace of an image
 * that runs somewhere can be read long after the next one was built.
 */
public final class SourceMapFile {
  private static final String FOLDER = "maps";

  private SourceMapFile() {}

  /**
   * Where the map of an image is.
   *
   * @param folder the image's
   * @param buildId as the image says
   */
  public static Path of(Path folder, String buildId) {
    return folder.resolve(FOLDER).resolve(buildId + ".map");
  }

  /**
   * Writes a map.
   *
   * @param folder the image's
   * @return the file
   * @throws IsereException if it cannot be written
   */
  public static Path write(Path folder, String buildId, byte[] sourceMap) {
    Path file = of(folder, buildId);
    try {
      Files.createDirectories(file.getParent());
      OutputFile.replace(file, sourceMap);
      return file;
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error(
              "cannot write to " + TextFiles.displayName(file.getParent()) + ": " + IoReason.of(e)),
          e);
    }
  }
}
