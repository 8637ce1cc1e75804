/*
 * Firmware that is kept for further builds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.machine.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Firmware that is kept for further builds, each in a folder named by its key. An entry appears
 * whole or not at all; of what is damaged nothing is used.
 */
public final class FirmwareCache {
  private static final String PROGRAM = "program";
  private static final String DEVICETREE = "zephyr.dts";
  private static final String LICENCES = "licences";
  private static final String FACTS = "facts";
  private static final String CHECKSUM = "crc32";
  private static final String KEY = "[0-9a-f]{32}";
  private static final String PART = ".part";

  private final Path folder;
  private final Clock clock;

  /**
   * @param folder need not exist
   */
  public FirmwareCache(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Of this process's user. */
  public static FirmwareCache ofThisProcess() {
    return new FirmwareCache(
        UserFolders.ofThisProcess().cache().resolve("firmware"), Clock.systemUTC());
  }

  /**
   * An entry.
   *
   * @param bytes on disk
   * @param used when it was last taken, or put
   */
  public record Entry(String key, SortedMap<String, String> facts, long bytes, Instant used) {}

  /** Where it lies. */
  public Path folder() {
    return folder;
  }

  /** The firmware of a key, if it is kept and intact. */
  public Optional<Firmware> find(FirmwareKey key) {
    Path entry = folder.resolve(key.hex());
    if (!Files.isDirectory(entry)) {
      return Optional.empty();
    }
    try {
      return locked(() -> take(entry));
    } catch (IOException e) {
      // What cannot be read is as good as not there, and is put there anew.
      return Optional.empty();
    }
  }

  private Optional<Firmware> take(Path entry) throws IOException {
    SortedMap<String, String> facts = facts(entry);
    byte[] program = Files.readAllBytes(entry.resolve(PROGRAM));
    String devicetree = Files.readString(entry.resolve(DEVICETREE));
    String licences = Files.readString(entry.resolve(LICENCES));
    if (!sum(program, devicetree, licences).equals(facts.remove(CHECKSUM))) {
      delete(entry);
      return Optional.empty();
    }
    Files.setLastModifiedTime(entry, FileTime.from(clock.instant()));
    return Optional.of(new Firmware(program, devicetree, licences, facts));
  }

  /** Whether a firmware is kept. */
  public boolean has(FirmwareKey key) {
    return Files.isDirectory(folder.resolve(key.hex()));
  }

  /** Against bits that flip and files that are cut; nobody else writes here. */
  private static String sum(byte[] program, String devicetree, String licences) {
    CRC32 crc = new CRC32();
    crc.update(program);
    crc.update(devicetree.getBytes(UTF_8));
    crc.update(licences.getBytes(UTF_8));
    return Long.toHexString(crc.getValue());
  }

  /**
   * Keeps a firmware, and drops what was not used for longest until all fits.
   *
   * @param maxBytes of the whole cache
   * @throws IsereException if it cannot be written
   */
  public void put(FirmwareKey key, Firmware firmware, long maxBytes) {
    try {
      locked(
          () -> {
            write(key, firmware);
            shrink(maxBytes);
            return null;
          });
    } catch (IOException e) {
      throw failed("the firmware cannot be kept in " + folder, e);
    }
  }

  private void write(FirmwareKey key, Firmware firmware) throws IOException {
    Path part = Files.createTempDirectory(folder, key.hex() + PART);
    SortedMap<String, String> facts = new TreeMap<>(firmware.facts());
    facts.put(CHECKSUM, sum(firmware.program(), firmware.devicetree(), firmware.licences()));
    StringBuilder lines = new StringBuilder();
    facts.forEach((name, text) -> lines.append(name).append('=').append(text).append('\n'));
    Files.write(part.resolve(PROGRAM), firmware.program());
    Files.writeString(part.resolve(DEVICETREE), firmware.devicetree());
    Files.writeString(part.resolve(LICENCES), firmware.licences());
    Files.writeString(part.resolve(FACTS), lines);
    Files.setLastModifiedTime(part, FileTime.from(clock.instant()));
    Path entry = folder.resolve(key.hex());
    delete(entry);
    Files.move(part, entry, StandardCopyOption.ATOMIC_MOVE);
  }

  private void shrink(long maxBytes) throws IOException {
    List<Entry> entries = new ArrayList<>(entries());
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    entries.sort(Comparator.comparing(Entry::used));
    for (Entry entry : entries) {
      if (bytes > maxBytes) {
        delete(folder.resolve(entry.key()));
        bytes -= entry.bytes();
      }
    }
  }

  /**
   * What is kept, the last used first.
   *
   * @throws IsereException if it cannot be read
   */
  public List<Entry> list() {
    try {
      List<Entry> entries = new ArrayList<>(entries());
      entries.sort(Comparator.comparing(Entry::used).reversed().thenComparing(Entry::key));
      return entries;
    } catch (IOException e) {
      throw failed("cannot read " + folder, e);
    }
  }

  private List<Entry> entries() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    for (Path path : children(folder)) {
      if (path.getFileName().toString().matches(KEY)) {
        entry(path).ifPresent(entries::add);
      }
    }
    return entries;
  }

  /** Empty for one that has just been dropped. */
  private static Optional<Entry> entry(Path path) throws IOException {
    try {
      long bytes = 0;
      for (Path file : children(path)) {
        bytes += Files.size(file);
      }
      SortedMap<String, String> facts =
          Files.exists(path.resolve(FACTS)) ? facts(path) : new TreeMap<>();
      facts.remove(CHECKSUM);
      Instant used = Files.getLastModifiedTime(path).toInstant();
      return Optional.of(new Entry(path.getFileName().toString(), facts, bytes, used));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static SortedMap<String, String> facts(Path entry) throws IOException {
    SortedMap<String, String> facts = new TreeMap<>();
    for (String line : Files.readString(entry.resolve(FACTS), UTF_8).lines().toList()) {
      int sign = line.indexOf('=');
      if (sign > 0) {
        facts.put(line.substring(0, sign), line.substring(sign + 1));
      }
    }
    return facts;
  }

  /**
   * Drops everything, what an interrupted build left behind too.
   *
   * @return what was dropped
   * @throws IsereException if it cannot be deleted
   */
  public List<Entry> clean() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try {
      return locked(
          () -> {
            List<Entry> entries = entries();
            for (Path path : children(folder)) {
              if (Files.isDirectory(path)) {
                delete(path);
              }
            }
            return entries;
          });
    } catch (IOException e) {
      throw failed("cannot clean " + folder, e);
    }
  }

  private <T> T locked(FolderLock.Work<T, IOException> work) throws IOException {
    return FolderLock.hold(folder, () -> {}, work);
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    }
  }

  private static void delete(Path entry) throws IOException {
    if (Files.isDirectory(entry)) {
      for (Path file : children(entry)) {
        Files.delete(file);
      }
    }
    Files.deleteIfExists(entry);
  }

  private static IsereException failed(String what, IOException e) {
    return new IsereException(
        ExitCode.FAILED,
        Diagnostic.error(what + ": " + IoReason.of(e))
            .withHelp("export XDG_CACHE_HOME=/a/folder/that/can/be/written"),
        e);
  }
}
