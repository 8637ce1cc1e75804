/*
 * Writes what serves a function on this machine without isère.
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
import java.util.List;

/** Writes a function image, a runtime's executable and its licences into a folder. */
public final class NativeBuild {
  /** The name of a function image, wherever it is written. */
  public static final String IMAGE_NAME = "function.isere";

  static final String LICENCES_NAME = "LICENSES.txt";

  private NativeBuild() {}

  /**
   * Writes the files. Each appears whole or not at all, so that a process that reads the old one is
   * not disturbed.
   *
   * @return the image, the executable, the licences
   * @throws IsereException if they cannot be written
   */
  public static List<Path> write(Path folder, byte[] image, RuntimeExecutable runtime) {
    try {
      Files.createDirectories(folder);
      Path function = folder.resolve(IMAGE_NAME);
      OutputFile.replace(function, image);
      Path executable = folder.resolve(RuntimeExecutable.NAME);
      OutputFile.replaceProgram(executable, Files.readAllBytes(runtime.path()));
      Path licences = folder.resolve(LICENCES_NAME);
      OutputFile.replace(licences, Files.readAllBytes(runtime.licences()));
      return List.of(function, executable, licences);
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error(
              "cannot write to " + TextFiles.displayName(folder) + ": " + IoReason.of(e)),
          e);
    }
  }
}
