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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Writes a function image, a runtime's executable and its licences into a folder. */
public final class NativeBuild {
  /** The name of a function image, wherever it is written. */
  public static final String IMAGE_NAME = "function.isere";

  private static final String LICENCES_NAME = "LICENSES.txt";

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
      replace(function, image, "rw-r--r--");
      Path executable = folder.resolve(RuntimeExecutable.NAME);
      replace(executable, Files.readAllBytes(runtime.path()), "rwxr-xr-x");
      Path licences = folder.resolve(LICENCES_NAME);
      replace(licences, Files.readAllBytes(runtime.licences()), "rw-r--r--");
      return List.of(function, executable, licences);
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error(
              "cannot write to " + TextFiles.displayName(folder) + ": " + IoReason.of(e)),
          e);
    }
  }

  private static void replace(Path file, byte[] content, String permissions) throws IOException {
    Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
    try {
      Files.write(part, content);
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(permissions));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
