/*
 * Why the file system refused, in words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Why the file system refused, in words. */
public final class IoReason {
  private IoReason() {}

  /** Such as {@code access to build/native is denied}. */
  public static String of(IOException e) {
    if (!(e instanceof FileSystemException failure) || failure.getFile() == null) {
      return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
    String file = TextFiles.displayName(Path.of(failure.getFile()));
    if (e instanceof NoSuchFileException) {
      return "there is no " + file;
    }
    if (e instanceof AccessDeniedException) {
      return "access to " + file + " is denied";
    }
    if (e instanceof NotDirectoryException) {
      return file + " is no folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return file + " is in the way";
    }
    return file + ": " + (failure.getReason() == null ? "it failed" : failure.getReason());
  }
}
