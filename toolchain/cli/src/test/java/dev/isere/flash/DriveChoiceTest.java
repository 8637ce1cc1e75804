/*
 * Tests of which drive a firmware goes to.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import static dev.isere.flash.FlashFixtures.RP2040;
import static dev.isere.flash.FlashFixtures.RP2350;
import static dev.isere.flash.FlashFixtures.boards;
import static dev.isere.flash.FlashFixtures.drive;
import static dev.isere.flash.FlashFixtures.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriveChoiceTest {
  @TempDir private Path root;

  private DriveFlasher flasher(long family) throws IOException {
    return new DriveFlasher(
        new DriveFinder("Linux", root, List.of()),
        boards(),
        ready(root.resolve("build/b"), family));
  }

  private Diagnostic refusal(ExitCode code, long family, Optional<Path> named) {
    IsereException e = assertThrows(IsereException.class, () -> flasher(family).drive(named));
    assertEquals(code, e.exitCode());
    return e.diagnostics().get(0);
  }

  @Test
  void takesTheOneDriveOfItsChip() throws IOException {
    drive(root.resolve("media/me/RPI-RP2"), "RPI-RP2");
    Path right = drive(root.resolve("media/me/RP2350"), "RP2350");
    assertEquals(right, flasher(RP2350).drive(Optional.empty()).root());
  }

  @Test
  void saysHowToPutABoardIntoBootselMode() {
    Diagnostic error = refusal(ExitCode.MACHINE, RP2350, Optional.empty());
    assertEquals("no pico2 or pico2-w in BOOTSEL mode", error.message());
    assertTrue(error.notes().get(0).startsWith("the firmware is ready: "));
    assertEquals(
        List.of("hold BOOTSEL while plugging in a data USB cable, then: isere flash"),
        error.help());
  }

  @Test
  void saysThatADriveIsThereButNotMounted() throws IOException {
    Files.createDirectories(root.resolve("dev/disk/by-label"));
    Path device = Files.writeString(root.resolve("dev/disk/by-label/RP2350"), "");
    Diagnostic error = refusal(ExitCode.MACHINE, RP2350, Optional.empty());
    assertEquals("a board is in BOOTSEL mode, but its drive is not mounted", error.message());
    assertEquals(List.of("udisksctl mount -b " + device + ", then: isere flash"), error.help());
  }

  @Test
  void asksWhichOfTwoBoards() throws IOException {
    Path first = drive(root.resolve("media/me/RP2350"), "RP2350");
    Path second = drive(root.resolve("media/me/RP23501"), "RP2350");
    Diagnostic error = refusal(ExitCode.USAGE, RP2350, Optional.empty());
    assertEquals("2 boards are in BOOTSEL mode, and one can be flashed", error.message());
    assertEquals(List.of("  " + first, "  " + second), error.notes());
    assertEquals(second, flasher(RP2350).drive(Optional.of(second)).root());
  }

  @Test
  void refusesABoardOfAnotherChip() throws IOException {
    Path wrong = drive(root.resolve("media/me/RPI-RP2"), "RPI-RP2");
    for (Optional<Path> named : List.of(Optional.<Path>empty(), Optional.of(wrong))) {
      Diagnostic error = refusal(ExitCode.FAILED, RP2350, named);
      assertEquals("the firmware is for another chip than the board", error.message());
      assertEquals("the board at " + wrong + " is RPI-RP2 (pico)", error.notes().get(1));
      assertTrue(error.help().get(0).startsWith("nothing was written"));
    }
    assertEquals(List.of("INFO_UF2.TXT"), List.of(wrong.toFile().list()));
    assertEquals(wrong, flasher(RP2040).drive(Optional.empty()).root());
  }

  @Test
  void refusesAFamilyThatNoBoardHas() {
    Diagnostic error = refusal(ExitCode.FAILED, 0x12345678L, Optional.empty());
    assertEquals("no board is known for the family of firmware.uf2: 0x12345678", error.message());
  }

  @Test
  void refusesAFolderThatIsNoDrive() throws IOException {
    Path folder = Files.createDirectories(root.resolve("x"));
    Diagnostic error = refusal(ExitCode.FAILED, RP2350, Optional.of(folder));
    assertTrue(error.message().contains("no INFO_UF2.TXT in it"));
  }
}
