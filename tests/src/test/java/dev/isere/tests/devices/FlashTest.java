// Flashes folders that look like the drives of boards.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.devices;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.isere.tests.support.Child;
import dev.isere.uf2.FlashRun;
import dev.isere.uf2.Uf2File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FlashTest {
  private static final long RP2350 = 0xE48BFF59L;

  private Machine machine;
  private byte[] firmware;

  private void prepare(String name) throws IOException {
    machine = new Machine("flash/" + name);
    byte[] content = new byte[700_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i ^ i >> 8);
    }
    firmware = Uf2File.of(RP2350, List.of(new FlashRun(0x10000000L, content))).bytes();
    Path build = Files.createDirectories(machine.folder().resolve("build/pico2"));
    Files.write(build.resolve("firmware.uf2"), firmware);
    Files.writeString(
        build.resolve("report.json"), "{\"board\":\"pico2\",\"url\":\"http://192.168.7.1/\"}");
    machine.property("isere.mounts", machine.folder().toString());
  }

  private Path drive(String name, String boardId) throws IOException {
    Path drive = Files.createDirectories(machine.folder().resolve(name));
    Files.writeString(
        drive.resolve("INFO_UF2.TXT"), "UF2 Bootloader v1.0\nBoard-ID: " + boardId + "\n");
    return drive;
  }

  /** Does what the boot ROM does: takes the drive away when the last byte has come. */
  private Thread board(Path drive) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Path file = drive.resolve("firmware.uf2");
                while (!Files.exists(file) || Files.size(file) < firmware.length) {
                  Thread.sleep(5);
                }
                Files.delete(drive.resolve("INFO_UF2.TXT"));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Test
  void findsTheDriveLeavesTheFileThereAndSaysWhatToOpen() throws Exception {
    prepare("found");
    Path drive = drive("media/me/RP2350", "RP2350");
    Thread board = board(drive);
    Child child = machine.isere("flash");
    assertEquals(0, child.await(), child.output());
    board.join();
    assertArrayEquals(firmware, Files.readAllBytes(drive.resolve("firmware.uf2")));
    assertEquals(
        List.of(
            "build/pico2/firmware.uf2 (1.4 MB) to " + drive,
            "done; the board restarts",
            "open http://192.168.7.1/"),
        child.err());
  }

  @Test
  void leavesTheFunctionAloneToo() throws IOException {
    prepare("function");
    Path drive = drive("mnt", "RP2350");
    Path function = machine.folder().resolve("build/pico2/function.uf2");
    Files.write(
        function, Uf2File.of(RP2350, List.of(new FlashRun(0x10200000L, new byte[9000]))).bytes());
    Child child = machine.isere("flash", "--function", "--no-wait");
    assertEquals(0, child.await(), child.output());
    assertArrayEquals(
        Files.readAllBytes(function), Files.readAllBytes(drive.resolve("function.uf2")));
    assertTrue(Files.notExists(drive.resolve("firmware.uf2")));
  }

  @Test
  void saysWhenTheBoardDoesNotRestart() throws IOException {
    prepare("stays");
    Path drive = drive("mnt", "RP2350");
    Child child = machine.isere("flash", "--drive", drive.toString());
    assertEquals(1, child.await(), child.output());
    assertEquals("error: the board has the firmware and does not restart", child.err().get(1));
  }

  @Test
  void saysThatADriveFilledUpInTheMiddle() throws IOException {
    prepare("filled-up");
    Path drive = drive("mnt", "RP2350");
    Files.createSymbolicLink(drive.resolve("firmware.uf2"), Path.of("/dev/full"));
    Child child = machine.isere("flash", "--no-wait");
    assertEquals(1, child.await(), child.output());
    assertTrue(child.err().get(1).startsWith("error: the drive at " + drive + " has no room for "));
  }

  /** Flashes a drive that is a file system of its own. $1: options of its mount */
  private Child flashMounted(String options) throws IOException {
    Path drive = Files.createDirectories(machine.folder().resolve("mnt"));
    assumeTrue(machine.canMount(), "this machine lets nobody mount a small disk");
    String info = drive.resolve("INFO_UF2.TXT").toString();
    return machine.isereInNamespace(
        "mount -t tmpfs -o size=512k none "
            + drive
            + " && echo 'Board-ID: RP2350' >"
            + info
            + " && mount -o remount,"
            + options
            + " "
            + drive,
        "flash",
        "--no-wait");
  }

  @Test
  void refusesADriveWithoutRoomBeforeItWrites() throws IOException {
    prepare("small");
    Child child = flashMounted("rw");
    assertEquals(1, child.await(), child.output());
    assertEquals(
        "error: the drive at "
            + machine.folder().resolve("mnt")
            + " has no room for "
            + String.format(Locale.ROOT, "%,d", firmware.length)
            + " bytes",
        child.err().get(1));
  }

  @Test
  void saysThatADriveIsReadOnly() throws IOException {
    prepare("read-only");
    Child child = flashMounted("ro,size=8m");
    assertEquals(1, child.await(), child.output());
    assertEquals(
        "error: the drive at " + machine.folder().resolve("mnt") + " is mounted read-only",
        child.err().get(1));
  }

  @Test
  void rebootsAndLoadsThroughPicotool() throws IOException {
    prepare("picotool");
    Path log = machine.folder().resolve("picotool.log");
    machine.program("picotool", "echo \"$*\" >" + log);
    Child child = machine.isere("flash", "--via", "picotool");
    assertEquals(0, child.await(), child.output());
    Path file = machine.folder().resolve("build/pico2/firmware.uf2");
    assertEquals(
        "load -f -v -x " + Path.of("build/pico2/firmware.uf2") + "\n", relative(log, file));
  }

  /** What a log says, a file in it named as a person would. */
  private String relative(Path log, Path file) throws IOException {
    return Files.readString(log)
        .replace(file.toString(), machine.folder().relativize(file).toString());
  }

  @Test
  void saysWhatPicotoolSays() throws IOException {
    prepare("picotool-fails");
    machine.program(
        "picotool", "echo 'No accessible RP-series devices in BOOTSEL mode were found.'; exit 249");
    Child child = machine.isere("flash", "--via", "picotool");
    assertEquals(1, child.await(), child.output());
    assertTrue(child.err().contains("error: picotool did not flash the board"), child.output());
    assertTrue(
        child
            .err()
            .contains("help: hold BOOTSEL while plugging in a data USB cable, then try again"),
        child.output());
  }

  @Test
  void saysWhereToGetPicotool() throws IOException {
    prepare("no-picotool");
    machine.with("PATH", machine.programs().toString());
    Child child = machine.isere("flash", "--via", "picotool");
    assertEquals(3, child.await(), child.output());
    assertEquals("error: picotool is missing", child.err().get(0));
  }

  @Test
  void handsAllOfItToAProbeAsIntelHex() throws IOException {
    prepare("probe");
    Path log = machine.folder().resolve("west.log");
    machine.program("west", "echo \"$*\" >" + log + "; echo $ZEPHYR_BASE >>" + log);
    machine.program("usr/bin/arm-none-eabi-gcc", "");
    Path zephyr = machine.folder().resolve("ws/zephyr");
    Files.createDirectories(zephyr.resolve("share/zephyr-package/cmake"));
    Files.writeString(zephyr.resolve("share/zephyr-package/cmake/ZephyrConfig.cmake"), "");
    Files.writeString(
        zephyr.resolve("VERSION"), "VERSION_MAJOR = 4\nVERSION_MINOR = 3\nPATCHLEVEL = 0\n");
    Files.createDirectories(zephyr.resolveSibling(".west"));
    Files.writeString(zephyr.resolveSibling(".west/config"), "");
    machine.with("ZEPHYR_BASE", zephyr.toString());
    machine.with("ZEPHYR_TOOLCHAIN_VARIANT", "gnuarmemb");

    Child child = machine.isere("flash", "--via", "probe");
    assertEquals(3, child.await(), child.output());
    assertTrue(child.err().get(0).startsWith("error: the firmware was not built here"));

    Path build = machine.folder().resolve("build/pico2");
    Files.createDirectories(build.resolve("zephyr"));
    child = machine.isere("flash", "--via", "probe");
    assertEquals(0, child.await(), child.output());
    Path hex = build.resolve("firmware.hex");
    assertEquals(
        "flash -d "
            + build.resolve("zephyr")
            + " --skip-rebuild --hex-file "
            + hex
            + "\n"
            + zephyr
            + "\n",
        Files.readString(log));
    assertTrue(Files.readString(hex).endsWith(":00000001FF\n"));
  }
}
