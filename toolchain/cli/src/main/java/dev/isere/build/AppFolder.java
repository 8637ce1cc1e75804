/*
 * Writes a generated application.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/** Writes a generated application. A file that would not change is not touched. */
public final class AppFolder {
  /** Its name below what a build makes. */
  public static final String NAME = "app";

  private AppFolder() {}

  /**
   * Writes the files.
   *
   * @param files text by path with slashes
   * @throws IsereException if one cannot be written
   */
  public static void write(Path folder, SortedMap<String, String> files) {
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        byte[] text = file.getValue().getBytes(UTF_8);
        if (!Files.exists(path) || !Arrays.equals(Files.readAllBytes(path), text)) {
          Files.createDirectories(path.getParent());
          OutputFile.replace(path, text);
        }
      }
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error(
              "cannot write to " + TextFiles.displayName(folder) + ": " + IoReason.of(e)),
          e);
    }
  }
}
