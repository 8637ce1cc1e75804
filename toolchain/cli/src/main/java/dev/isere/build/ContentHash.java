/*
 * A hash of things with names.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A hash (SHA-256) of names and contents, each with its length, so that no two lists are alike. */
final class ContentHash {
  /** What builds and tools leave behind. */
  private static final Set<String> NO_SOURCE = Set.of(".git", "__pycache__");

  private final MessageDigest digest;

  ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The hash of some bytes: 64 hexadecimal digits. */
  static String of(byte[] bytes) {
    ContentHash hash = new ContentHash();
    hash.digest.update(bytes);
    return hash.hex();
  }

  ContentHash add(String name, byte[] content) {
    byte[] key = name.getBytes(UTF_8);
    digest.update(
        ByteBuffer.allocate(Long.BYTES).putInt(key.length).putInt(content.length).array());
    digest.update(key);
    digest.update(content);
    return this;
  }

  ContentHash add(String name, String content) {
    return add(name, content.getBytes(UTF_8));
  }

  /** Adds the contents of all files below a folder, but for some of the folders in it. */
  ContentHash addFiles(Path folder, Set<String> without) throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    walk(folder, without, (name, file, attributes) -> files.put(name, file));
    for (var file : files.entrySet()) {
      add(file.getKey(), Files.readAllBytes(file.getValue()));
    }
    return this;
  }

  /** Adds the sizes and times of all files below a folder: what changes when a content does. */
  ContentHash addStates(Path folder) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    walk(folder, Set.of(), (name, file, attributes) -> files.put(name, state(attributes)));
    files.forEach(this::add);
    return this;
  }

  /** What changes when a file's content does. */
  static String state(BasicFileAttributes attributes) {
    return attributes.size() + " " + attributes.lastModifiedTime().toMillis();
  }

  /** Is called with each file's name below the folder, with slashes. */
  private interface Found {
    void take(String name, Path file, BasicFileAttributes attributes);
  }

  private static void walk(Path folder, Set<String> without, Found found) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes a) {
            String name = folder.relativize(directory).toString().replace('\\', '/');
            boolean isLeftOver = NO_SOURCE.contains(directory.getFileName().toString());
            return isLeftOver || without.contains(name)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              found.take(folder.relativize(file).toString().replace('\\', '/'), file, attributes);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** 64 hexadecimal digits; nothing can be added afterwards. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
