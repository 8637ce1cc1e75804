/*
 * Finds boards in BOOTSEL mode.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the USB drives of boards in BOOTSEL mode, where an operating system mounts such drives.
 * Linux: what its table of mounts names as a FAT file system, and the usual folders, for a table
 * that cannot be read. macOS: /Volumes. Windows: the drive letters.
 */
public final class DriveFinder {
  private static final int MAX_MOUNTS = 10_000;

  private final String osName;
  private final Path root;
  private final Iterable<Path> driveLetters;

  /**
   * @param osName as system property {@code os.name}
   * @param root the root of the file system, where nothing is pretended
   * @param driveLetters the roots of the file systems on Windows
   */
  public DriveFinder(String osName, Path root, Iterable<Path> driveLetters) {
    this.osName = osName.toLowerCase(Locale.ROOT);
    this.root = root;
    this.driveLetters = driveLetters;
  }

  /** For this machine. */
  public static DriveFinder ofThisMachine() {
    String osName = System.getProperty("os.name");
    Path root = Path.of(System.getProperty("isere.mounts", "/"));
    return new DriveFinder(osName, root, root.getFileSystem().getRootDirectories());
  }

  /** The drives, each once. */
  public List<BootDrive> find() {
    List<BootDrive> found = new ArrayList<>();
    for (Map.Entry<Path, Optional<Path>> mount : mounts().entrySet()) {
      BootDrive.at(mount.getKey(), mount.getValue()).ifPresent(found::add);
    }
    return found;
  }

  /** Where drives are mounted, and the device file behind each, where it is known. */
  private Map<Path, Optional<Path>> mounts() {
    Map<Path, Optional<Path>> mounts = new LinkedHashMap<>();
    if (osName.startsWith("windows")) {
      driveLetters.forEach(drive -> mounts.put(drive, Optional.empty()));
    } else if (osName.startsWith("mac")) {
      below("Volumes", 1).forEach(folder -> mounts.put(folder, Optional.empty()));
    } else {
      mounts.putAll(mountTable());
      Stream.of(below("media", 2), below("run/media", 2), below("mnt", 1))
          .flatMap(folders -> folders)
          .forEach(folder -> mounts.putIfAbsent(folder, Optional.empty()));
      mounts.putIfAbsent(root.resolve("mnt"), Optional.empty());
    }
    return mounts;
  }

  /** What the kernel says: {@code DEVICE FOLDER TYPE OPTIONS ...}, one mount a line. */
  private Map<Path, Optional<Path>> mountTable() {
    Map<Path, Optional<Path>> mounts = new LinkedHashMap<>();
    try (Stream<String> lines = Files.lines(root.resolve("proc/mounts"))) {
      lines
          .limit(MAX_MOUNTS)
          .map(line -> line.split(" "))
          .filter(fields -> fields.length > 2 && fields[2].matches("vfat|msdos|fuseblk"))
          .forEach(fields -> mounts.put(path(fields[1]), Optional.of(path(fields[0]))));
    } catch (IOException e) {
      // Not every Unix has such a table: the usual folders are looked into all the same.
      return mounts;
    }
    return mounts;
  }

  /** A path of the table, in which spaces are written in octal. */
  private Path path(String field) {
    String name = field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    return root.resolve(name.replaceFirst("^/+", ""));
  }

  private Stream<Path> below(String folder, int depth) {
    Path parent = root.resolve(folder);
    if (!Files.isDirectory(parent)) {
      return Stream.empty();
    }
    try (Stream<Path> found = Files.list(parent)) {
      List<Path> folders = found.filter(Files::isDirectory).sorted().toList();
      Stream<Path> deeper =
          depth == 1
              ? Stream.empty()
              : folders.stream()
                  .flatMap(below -> below(root.relativize(below).toString(), depth - 1));
      return Stream.concat(folders.stream(), deeper);
    } catch (IOException e) {
      // Another user's folder: nobody's drive that could be written to.
      return Stream.empty();
    }
  }

  /**
   * The device file of a drive that is plugged in and perhaps not mounted, on Linux.
   *
   * @param label its volume label, which is its Board-ID
   */
  public Optional<Path> device(String label) {
    return Optional.of(root.resolve("dev/disk/by-label").resolve(label)).filter(Files::exists);
  }
}
