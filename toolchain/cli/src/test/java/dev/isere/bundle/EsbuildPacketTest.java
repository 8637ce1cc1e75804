/*
 * Tests of the packets that esbuild is spoken to with.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EsbuildPacketTest {
  private static final Map<String, Object> VALUE =
      Map.of("é", List.of(true, -2, "text", Arrays.asList((Object) null), Map.of()));

  @Test
  void writesWhatEsbuildReads() {
    EsbuildPacket packet = new EsbuildPacket(3, true, Map.of("key", List.of(false, 258, "é")));
    assertEquals(
        "06000000 06 01000000 03000000 6b6579 05 03000000 0100 0202010000 0302000000c3a9"
            .replace(" ", ""),
        HexFormat.of().formatHex(packet.encode()));
    assertEquals(7, new EsbuildPacket(3, false, null).encode()[0]);
  }

  @Test
  void readsWhatItWrites() {
    EsbuildPacket packet = new EsbuildPacket(70_000, false, VALUE);
    assertEquals(packet, EsbuildPacket.decode(packet.encode()));
    EsbuildPacket bytes = new EsbuildPacket(1, true, new byte[] {1, 2});
    assertArrayEquals(new byte[] {1, 2}, (byte[]) EsbuildPacket.decode(bytes.encode()).value());
  }

  @Test
  void refusesAPacketThatIsCutAnywhere() {
    byte[] packet = new EsbuildPacket(1, true, VALUE).encode();
    for (int length = 0; length < packet.length; length++) {
      byte[] cut = Arrays.copyOf(packet, length);
      assertThrows(IllegalArgumentException.class, () -> EsbuildPacket.decode(cut));
    }
    byte[] longer = Arrays.copyOf(packet, packet.length + 1);
    assertThrows(IllegalArgumentException.class, () -> EsbuildPacket.decode(longer));
  }

  @Test
  void refusesWhatNestsWithoutEnd() {
    byte[] packet = new byte[4 + 5 * 1000];
    for (int i = 4; i < packet.length; i += 5) {
      packet[i] = 5;
      packet[i + 1] = 1;
    }
    assertThrows(IllegalArgumentException.class, () -> EsbuildPacket.decode(packet));
  }
}
