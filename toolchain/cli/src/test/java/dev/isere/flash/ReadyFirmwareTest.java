/*
 * Tests of what is ready for a board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import static dev.isere.flash.FlashFixtures.RP2350;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyFirmwareTest {
  @TempDir private Path folder;

  private ReadyFirmware find(Path path) {
    return ReadyFirmware.find(Optional.of(path), ReadyFirmware.FIRMWARE);
  }

  private IsereException refusal(Path path) {
    return assertThrows(IsereException.class, () -> find(path));
  }

  @Test
  void readsWhatTheReportSays() throws IOException {
    FlashFixtures.ready(folder, RP2350);
    Files.writeString(
        folder.resolve("report.json"), "{\"board\":\"pico2\",\"url\":\"http://192.168.7.1/\"}");
    ReadyFirmware firmware = find(folder);
    assertEquals(Optional.of("pico2"), firmware.board());
    assertEquals(Optional.of("http://192.168.7.1/"), firmware.url());
    assertEquals(RP2350, firmware.file().uf2().family());
  }

  @Test
  void doesWithoutAReport() throws IOException {
    FlashFixtures.ready(folder, RP2350);
    Files.writeString(folder.resolve("report.json"), "[]");
    assertEquals(Optional.empty(), find(folder).board());
    Files.delete(folder.resolve("report.json"));
    assertEquals(Optional.empty(), find(folder.resolve("firmware.uf2")).url());
  }

  @Test
  void takesTheOnlyBoardOfABuildFolder() throws IOException {
    FlashFixtures.ready(folder.resolve("build/pico2"), RP2350);
    assertEquals(folder.resolve("build/pico2"), find(folder.resolve("build")).folder());
    FlashFixtures.ready(folder.resolve("build/pico2-w"), RP2350);
    IsereException e = refusal(folder.resolve("build"));
    assertEquals(ExitCode.USAGE, e.exitCode());
    assertEquals("there is firmware for 2 boards", e.diagnostics().get(0).message());
  }

  @Test
  void saysThatNothingIsBuiltYet() {
    assertEquals("nothing is built yet", refusal(folder).diagnostics().get(0).message());
    assertTrue(
        refusal(folder.resolve("none")).diagnostics().get(0).message().startsWith("there is no "));
  }

  @Test
  void refusesWhatABootRomWouldNotTake() throws IOException {
    byte[] good = FlashFixtures.uf2(RP2350, 1);
    byte[] noMagic = good.clone();
    noMagic[512] ^= 1;
    byte[] otherFamily = good.clone();
    otherFamily[512 + 28] ^= 1;
    for (byte[] bad :
        List.of(
            new byte[0],
            "hello".getBytes(US_ASCII),
            Arrays.copyOf(good, good.length - 1),
            Arrays.copyOf(good, good.length - 512),
            noMagic,
            otherFamily)) {
      Path file = Files.write(folder.resolve("x.uf2"), bad);
      IsereException e = refusal(file);
      assertTrue(e.diagnostics().get(0).message().contains("x.uf2 cannot be flashed: "));
      assertTrue(e.diagnostics().get(0).help().get(0).startsWith("nothing was written"));
    }
  }
}
