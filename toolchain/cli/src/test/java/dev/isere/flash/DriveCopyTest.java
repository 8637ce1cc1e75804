/*
 * Tests of copying to drives that misbehave.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriveCopyTest {
  private static final int BYTES = 200_000;
  private static final int PIECE = 65_536;

  private final byte[] file = FlashFixtures.uf2(FlashFixtures.RP2350, 25);
  private final List<Long> progress = new ArrayList<>();
  private final PretendedDrive drive = new PretendedDrive();

  /** A drive that fails when a test says so. */
  private static final class PretendedDrive implements DriveCopy.Drive, DriveCopy.Output {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long free = Long.MAX_VALUE;
    private int goesAwayAfter = Integer.MAX_VALUE;
    private IOException onCreate;
    private IOException onWrite;
    private IOException onClose;
    private boolean there = true;
    private long unforced;

    @Override
    public long freeBytes() {
      return free;
    }

    @Override
    public DriveCopy.Output create(String name) throws IOException {
      fail(onCreate);
      return this;
    }

    @Override
    public void write(ByteBuffer piece) throws IOException {
      fail(onWrite);
      if (!there) {
        throw new IOException("Input/output error");
      }
      while (piece.hasRemaining()) {
        written.write(piece.get());
        unforced++;
      }
    }

    @Override
    public void force() throws IOException {
      unforced = 0;
      if (written.size() >= goesAwayAfter) {
        there = false;
        throw new IOException("Input/output error");
      }
    }

    @Override
    public void close() throws IOException {
      fail(onClose);
      if (!there) {
        throw new IOException("Input/output error");
      }
    }

    private static void fail(IOException e) throws IOException {
      if (e != null) {
        throw e;
      }
    }
  }

  private void copy() {
    new DriveCopy(drive, Path.of("/media/RP2350"), () -> drive.there)
        .copy("firmware.uf2", file, progress::add);
  }

  private Diagnostic refusal() {
    return assertThrows(IsereException.class, this::copy).diagnostics().get(0);
  }

  @Test
  void leavesEveryByteInOrderAndTellsHowMany() {
    copy();
    assertArrayEquals(file, drive.written.toByteArray());
    assertTrue(file.length > BYTES);
    assertEquals(0, drive.unforced);
    assertEquals(List.of((long) PIECE, 2L * PIECE, 3L * PIECE, (long) file.length), progress);
  }

  @Test
  void isDoneWhenTheBoardRestartsWithItsLastBlock() {
    drive.goesAwayAfter = file.length;
    copy();
    assertEquals((long) file.length, progress.get(progress.size() - 1));
  }

  @Test
  void saysThatTheCableWasPulled() {
    drive.goesAwayAfter = 2 * PIECE;
    Diagnostic error = refusal();
    assertEquals(
        "the board went away in the middle, after 65,536 of 204,800 bytes", error.message());
    assertTrue(error.help().get(0).startsWith("the boot ROM cannot be overwritten: "));
  }

  @Test
  void refusesAFullDriveBeforeItWrites() {
    drive.free = 1000;
    Diagnostic error = refusal();
    assertEquals("the drive at /media/RP2350 has no room for 204,800 bytes", error.message());
    assertEquals(0, drive.written.size());
  }

  @Test
  void saysThatADriveFilledUp() {
    drive.onWrite = new IOException("No space left on device");
    assertEquals("the drive at /media/RP2350 has no room for 204,800 bytes", refusal().message());
  }

  @Test
  void saysThatADriveIsReadOnly() {
    drive.onCreate =
        new FileSystemException("/media/RP2350/firmware.uf2", null, "Read-only file system");
    assertEquals("the drive at /media/RP2350 is mounted read-only", refusal().message());
  }

  @Test
  void saysThatADriveIsAnotherUsers() {
    drive.onCreate = new AccessDeniedException("/media/RP2350/firmware.uf2");
    assertEquals("the drive at /media/RP2350 belongs to another user", refusal().message());
  }

  @Test
  void saysWhatElseWentWrong() {
    drive.onClose = new IOException("Bad file descriptor");
    assertEquals(
        "cannot write to the drive at /media/RP2350: Bad file descriptor", refusal().message());
  }
}
