/*
 * Reads files that people name, without trusting them to be files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.document;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.diagnostic.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/**
 * Reads files that people name. A FIFO or a device is refused before it is opened, since opening it
 * could block for ever; a file that is too large is refused before it is read.
 */
public final class TextFiles {
  private TextFiles() {}

  /**
   * The name of a file in messages: relative to the working directory where it lies below it, else
   * absolute.
   */
  public static String displayName(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    if (absolute.equals(here)) {
      return ".";
    }
    return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
  }

  /**
   * Reads a file of UTF-8 text without NUL characters. A byte order mark at its start is dropped.
   *
   * @throws IsereException if it is absent, no regular file, unreadable, larger than {@code
   *     maxBytes} or not such text
   */
  public static SourceText read(Path path, long maxBytes) {
    return decode(displayName(path), readBytes(path, maxBytes));
  }

  /**
   * Reads a file of any bytes.
   *
   * @throws IsereException if it is absent, no regular file, unreadable or larger than {@code
   *     maxBytes}
   */
  public static byte[] readBytes(Path path, long maxBytes) {
    String file = displayName(path);
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw IsereException.failed(Diagnostic.error(file + " is a folder, not a file"));
      }
      if (!attributes.isRegularFile()) {
        throw IsereException.failed(
            Diagnostic.error(file + " is a pipe, a socket or a device, not a file"));
      }
      if (attributes.size() > maxBytes) {
        throw IsereException.failed(
            Diagnostic.error(
                String.format(
                    Locale.ROOT,
                    "%s is too large: %,d bytes of at most %,d",
                    file,
                    attributes.size(),
                    maxBytes)));
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new IsereException(ExitCode.FAILED, Diagnostic.error("there is no file " + file), e);
    } catch (AccessDeniedException e) {
      throw new IsereException(
          ExitCode.FAILED, Diagnostic.error(file + " cannot be read: access denied"), e);
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED, Diagnostic.error(file + " cannot be read: " + IoReason.of(e)), e);
    }
  }

  /**
   * Decodes UTF-8 text without NUL characters.
   *
   * @param file the name for messages
   * @throws IsereException with the place of the first byte that is wrong
   */
  public static SourceText decode(String file, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw IsereException.failed(
          Diagnostic.error(file + " holds a NUL character")
              .at(placeAfter(file, text.substring(0, nul))));
    }
    if (result.isError()) {
      throw IsereException.failed(
          Diagnostic.error(file + " is not UTF-8 text: byte " + in.position() + " is wrong")
              .at(placeAfter(file, text))
              .withHelp("save the file as UTF-8"));
    }
    return new SourceText(file, text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  private static Location placeAfter(String file, String text) {
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    String lastLine = text.substring(text.lastIndexOf('\n') + 1);
    return new Location(file, line, lastLine.codePointCount(0, lastLine.length()) + 1);
  }
}
