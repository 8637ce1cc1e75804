/*
 * Tests of where drives are looked for, in pretended file systems.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import static dev.isere.flash.FlashFixtures.drive;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriveFinderTest {
  @TempDir private Path root;

  private List<Path> found(String osName) {
    return new DriveFinder(osName, root, List.of())
        .find().stream().map(BootDrive::root).sorted().toList();
  }

  private void mountTable(String text) throws IOException {
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(root.resolve("proc/mounts"), text);
  }

  @Test
  void findsDrivesInLinuxsUsualFolders() throws IOException {
    List<Path> drives =
        List.of(
            drive(root.resolve("media/RP2350"), "RP2350"),
            drive(root.resolve("media/me/RP2350"), "RP2350"),
            drive(root.resolve("mnt"), "RP2350"),
            drive(root.resolve("mnt/pico"), "RP2350"),
            drive(root.resolve("run/media/me/RP2350"), "RP2350"));
    drive(root.resolve("home/me/RP2350"), "RP2350");
    Files.createDirectories(root.resolve("media/me/stick"));
    assertEquals(drives, found("Linux"));
  }

  @Test
  void findsADriveInLinuxsTableOnceAndKnowsItsDevice() throws IOException {
    Path drive = drive(root.resolve("media/me/My Drive"), "RP2350");
    Path elsewhere = drive(root.resolve("srv/board"), "RPI-RP2");
    drive(root.resolve("srv/other"), "RP2350");
    mountTable(
        "/dev/sda1 /media/me/My\\040Drive vfat rw 0 0\n"
            + "/dev/sdb1 /srv/board msdos rw 0 0\n"
            + "/dev/sdc1 /srv/other ext4 rw 0 0\n"
            + "odd line\n");
    assertEquals(List.of(drive, elsewhere), found("Linux"));
    BootDrive first = new DriveFinder("Linux", root, List.of()).find().get(0);
    assertEquals(Optional.of(root.resolve("dev/sda1")), first.device());
    assertEquals("RP2350", first.boardId());
  }

  @Test
  void aDriveIsGoneWithItsDeviceEvenIfItsFilesCanStillBeRead() throws IOException {
    drive(root.resolve("srv/board"), "RP2350");
    mountTable("/dev/sda1 /srv/board vfat rw 0 0\n");
    Files.createDirectories(root.resolve("dev"));
    Path device = Files.writeString(root.resolve("dev/sda1"), "");
    BootDrive drive = new DriveFinder("Linux", root, List.of()).find().get(0);
    assertTrue(drive.isThere());
    Files.delete(device);
    assertFalse(drive.isThere());
  }

  @Test
  void findsDrivesOfMacOsAmongItsVolumes() throws IOException {
    Path drive = drive(root.resolve("Volumes/RP2350"), "RP2350");
    drive(root.resolve("media/me/RP2350"), "RP2350");
    assertEquals(List.of(drive), found("Mac OS X"));
  }

  @Test
  void findsDrivesOfWindowsAmongItsLetters() throws IOException {
    Path drive = drive(root.resolve("E"), "RP2350");
    List<Path> letters = List.of(root.resolve("C"), root.resolve("D"), drive);
    Files.createDirectories(root.resolve("C"));
    List<BootDrive> found = new DriveFinder("Windows 11", root, letters).find();
    assertEquals(List.of(new BootDrive(drive, "RP2350", Optional.empty())), found);
  }

  @Test
  void takesADriveThatSaysNoBoardIdForOneOfNoChip() throws IOException {
    Path drive = drive(root.resolve("mnt/x"), "RP2350");
    Files.write(drive.resolve("INFO_UF2.TXT"), new byte[] {(byte) 0xFF, 0, 10});
    assertEquals("", BootDrive.at(drive, Optional.empty()).orElseThrow().boardId());
  }

  @Test
  void isEmptyOnAMachineWithoutAnyOfIt() {
    assertEquals(List.of(), found("Linux"));
    assertEquals(List.of(), found("Mac OS X"));
  }
}
