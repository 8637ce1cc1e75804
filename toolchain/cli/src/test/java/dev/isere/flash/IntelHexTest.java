/*
 * Tests of Intel HEX.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.flash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.uf2.FlashRun;
import dev.isere.uf2.Uf2File;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntelHexTest {
  @Test
  void namesTheUpperHalfOfAnAddressWhenItChanges() {
    byte[] page = new byte[256];
    page[0] = 0x12;
    Uf2File file =
        Uf2File.of(
            FlashFixtures.RP2350,
            List.of(new FlashRun(0x1000F000L, new byte[4096]), new FlashRun(0x10010000L, page)));
    List<String> lines = IntelHex.text(file).lines().toList();
    assertEquals(":020000041000EA", lines.get(0));
    assertEquals(":20F00000" + "00".repeat(32) + "F0", lines.get(1));
    assertEquals(":020000041001E9", lines.get(129));
    assertEquals(":2000000012" + "00".repeat(31) + "CE", lines.get(130));
    assertEquals(":00000001FF", lines.get(lines.size() - 1));
    assertEquals(1 + 128 + 1 + 8 + 1, lines.size());
  }
}
