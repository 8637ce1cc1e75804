/*
 * Tests of the firmware that is kept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.document.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirmwareCacheTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final long PLENTY = 1L << 30;

  @TempDir private Path root;

  private FirmwareCache cache(int minute) {
    Clock clock = Clock.fixed(START.plus(Duration.ofMinutes(minute)), ZoneOffset.UTC);
    return new FirmwareCache(root.resolve("firmware"), clock);
  }

  private static FirmwareKey key(int number) {
    return new FirmwareKey(String.format("%032x", number), new TreeMap<>());
  }

  private static Firmware firmware(int bytes) {
    return new Firmware(new byte[bytes], "/ {};", "MIT", new TreeMap<>(Map.of("board", "lab")));
  }

  private List<String> kept() {
    return cache(0).list().stream().map(e -> e.key().replaceFirst("^0+", "")).toList();
  }

  @Test
  void givesBackWhatWasPut() {
    Firmware put =
        new Firmware(
            "elf".getBytes(UTF_8),
            "/ {};",
            "Apache-2.0",
            new TreeMap<>(Map.of("a", "b=c", "d", "")));
    assertEquals(Optional.empty(), cache(0).find(key(1)));
    cache(0).put(key(1), put, PLENTY);
    Firmware found = cache(1).find(key(1)).orElseThrow();
    assertArrayEquals(put.program(), found.program());
    assertEquals(put.devicetree(), found.devicetree());
    assertEquals(put.facts(), found.facts());
    assertTrue(cache(1).has(key(1)));
    assertFalse(cache(1).has(key(2)));
  }

  @Test
  void listsTheLastUsedFirst() {
    cache(0).put(key(1), firmware(10), PLENTY);
    cache(1).put(key(2), firmware(20), PLENTY);
    assertEquals(List.of("2", "1"), kept());
    cache(2).find(key(1));
    assertEquals(List.of("1", "2"), kept());
    FirmwareCache.Entry first = cache(0).list().get(0);
    assertEquals(Map.of("board", "lab"), first.facts());
    assertEquals(START.plus(Duration.ofMinutes(2)), first.used());
  }

  @Test
  void dropsWhatWasNotUsedForLongest() {
    cache(0).put(key(1), firmware(1000), 2500);
    cache(1).put(key(2), firmware(1000), 2500);
    cache(2).find(key(1));
    cache(3).put(key(3), firmware(1000), 2500);
    assertEquals(List.of("3", "1"), kept());
    cache(4).put(key(4), firmware(5000), 2500);
    assertEquals(List.of(), kept(), "what is larger than the cache is not kept");
  }

  @Test
  void takesNothingThatIsDamaged() throws IOException {
    cache(0).put(key(1), firmware(10), PLENTY);
    Path program = root.resolve("firmware").resolve(key(1).hex()).resolve("program");
    Files.write(program, new byte[] {1, 2, 3});
    assertEquals(Optional.empty(), cache(0).find(key(1)));
    assertEquals(List.of(), kept());
    cache(0).put(key(1), firmware(10), PLENTY);
    Files.delete(program);
    assertEquals(Optional.empty(), cache(0).find(key(1)));
    cache(0).put(key(1), firmware(10), PLENTY);
    assertTrue(cache(0).find(key(1)).isPresent(), "it is put there anew");
  }

  @Test
  void takesNoNoticeOfWhatAnInterruptedBuildLeft() throws IOException {
    Path part = root.resolve("firmware").resolve(key(1).hex() + ".part123");
    Files.createDirectories(part);
    Files.writeString(part.resolve("program"), "half");
    assertEquals(List.of(), kept());
    assertEquals(Optional.empty(), cache(0).find(key(1)));
    cache(0).clean();
    assertFalse(Files.exists(part));
  }

  @Test
  void cleansEverything() throws IOException {
    assertEquals(List.of(), cache(0).clean());
    cache(0).put(key(1), firmware(10), PLENTY);
    cache(0).put(key(2), firmware(10), PLENTY);
    assertEquals(2, cache(0).clean().size());
    assertEquals(List.of(), kept());
    try (Stream<Path> left = Files.list(root.resolve("firmware"))) {
      assertEquals(List.of(".lock"), left.map(p -> p.getFileName().toString()).toList());
    }
  }

  @Test
  void saysWhenItCannotBeWritten() throws IOException {
    Files.writeString(root.resolve("firmware"), "in the way");
    String message = Errors.only(() -> cache(0).put(key(1), firmware(1), PLENTY)).message();
    assertTrue(message.startsWith("cannot write to "), message);
    assertEquals(Optional.empty(), cache(0).find(key(1)));
    assertEquals(List.of(), kept());
  }
}
