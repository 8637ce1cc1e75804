/*
 * A file that appears whole or not at all.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that appears whole or not at all: who reads the old one is not disturbed. */
final class OutputFile {
  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> PROGRAM =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private OutputFile() {}

  /** Writes a file. */
  static void replace(Path file, byte[] content) throws IOException {
    replace(file, content, PLAIN);
  }

  /** Writes a file that can be executed. */
  static void replaceProgram(Path file, byte[] content) throws IOException {
    replace(file, content, PROGRAM);
  }

  private static void replace(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path part = Files.createTempFile(folder, file.getFileName().toString(), ".part");
    try {
      Files.write(part, content);
      Files.setPosixFilePermissions(part, permissions);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
