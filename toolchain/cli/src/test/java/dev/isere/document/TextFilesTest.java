/*
 * Tests of reading files that people name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {
  @TempDir private Path folder;

  private Path write(byte... bytes) throws IOException {
    return Files.write(folder.resolve("a.js"), bytes);
  }

  @Test
  void readsUtf8AndDropsAByteOrderMark() throws IOException {
    Path file = write(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'h', 'i'});
    assertEquals("hi", TextFiles.read(file, 100).text());
  }

  @Test
  void refusesAMissingFile() {
    Diagnostic error = Errors.only(() -> TextFiles.read(folder.resolve("no.js"), 100));
    assertTrue(error.message().startsWith("there is no file "), error.message());
  }

  @Test
  void refusesAFolder() {
    Diagnostic error = Errors.only(() -> TextFiles.read(folder, 100));
    assertTrue(error.message().endsWith(" is a folder, not a file"), error.message());
  }

  @Test
  void refusesADeviceWithoutOpeningIt() {
    Diagnostic error = Errors.only(() -> TextFiles.read(Path.of("/dev/zero"), 100));
    assertEquals("/dev/zero is a pipe, a socket or a device, not a file", error.message());
  }

  @Test
  void refusesAFileThatIsTooLargeWithoutReadingIt() throws IOException {
    Path file = write(new byte[101]);
    Diagnostic error = Errors.only(() -> TextFiles.read(file, 100));
    assertTrue(error.message().endsWith("is too large: 101 bytes of at most 100"), error.message());
  }

  @Test
  void saysWhereAFileIsNotUtf8() throws IOException {
    Path file = write((byte) 'a', (byte) '\n', (byte) 0xc3, (byte) 0xa9, (byte) 0xff, (byte) 'b');
    Diagnostic error = Errors.only(() -> TextFiles.read(file, 100));
    assertTrue(error.message().endsWith("is not UTF-8 text: byte 4 is wrong"), error.message());
    assertEquals("a.js:2:2", Errors.place(error));
  }

  @Test
  void refusesACharacterThatIsCutOffByTheEnd() throws IOException {
    Path file = write((byte) 'a', (byte) 0xe2, (byte) 0x82);
    assertEquals("a.js:1:2", Errors.place(Errors.only(() -> TextFiles.read(file, 100))));
  }

  @Test
  void saysWhereANulIs() throws IOException {
    Path file = write((byte) 'a', (byte) '\n', (byte) 'b', (byte) 0);
    Diagnostic error = Errors.only(() -> TextFiles.read(file, 100));
    assertTrue(error.message().endsWith("holds a NUL character"), error.message());
    assertEquals("a.js:2:2", Errors.place(error));
  }
}
