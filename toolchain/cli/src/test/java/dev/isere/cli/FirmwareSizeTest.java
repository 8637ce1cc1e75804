/*
 * Tests of what a firmware takes of its board.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isere.board.BoardCatalogue;
import dev.isere.board.ZephyrBoard;
import dev.isere.build.Firmware;
import dev.isere.uf2.ElfBytes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FirmwareSizeTest {
  private static final int OBJECT = 1;
  private static final int FUNCTION = 2;
  private static final ZephyrBoard PICO2 =
      new BoardCatalogue(List.of(Path.of("../../boards"))).find("pico2").zephyr().orElseThrow();
  private static final byte[] PROGRAM =
      ElfBytes.of(
          new ElfBytes.Segment(0x10000000L, 0x10000000L, new byte[300], 300),
          new ElfBytes.Segment(0x20000000L, 0x1000012CL, new byte[20], 20),
          new ElfBytes.Segment(0x20000014L, 0x20000014L, new byte[0], 7000));

  private static FirmwareSize size(byte[] program) {
    Map<String, String> facts = Map.of("flash.engine", "200", "flash.http", "90", "board", "b");
    return FirmwareSize.of(new Firmware(program, "", "", new TreeMap<>(facts)), PICO2, 4000);
  }

  private static ElfBytes.Symbol variable(String name, int bytes) {
    return new ElfBytes.Symbol(name, 0x20000100L, bytes, OBJECT);
  }

  @Test
  void sumsUpVariablesByWhatTheyAreFor() {
    FirmwareSize size =
        size(
            ElfBytes.withSymbols(
                PROGRAM,
                variable("arena", 4500),
                variable("stack", 1000),
                variable("z_main_stack", 100),
                variable("service_thread_stack.1", 200),
                variable("udc_rpi_pico_stack_0", 30),
                variable("net_buf_data_rx_bufs", 50),
                variable("_k_mem_slab_buf_tcp_conns_slab", 60),
                variable("stackable", 7),
                new ElfBytes.Symbol("a_constant", 0x10000000L, 9, OBJECT),
                new ElfBytes.Symbol("code_in_ram", 0x20000001L, 12, FUNCTION),
                new ElfBytes.Symbol("another_name_of_it", 0x20000001L, 12, FUNCTION),
                new ElfBytes.Symbol("code_in_flash", 0x10000001L, 12, FUNCTION)));
    assertEquals(
        Map.of(
            "js_heap", 4000L,
            "buffers", 500L,
            "stack", 1000L,
            "system_stacks", 330L,
            "network_buffers", 110L,
            "code", 12L,
            "static", 1068L),
        size.ramParts());
    assertEquals(7020, size.ram());
    assertEquals(320, size.flash());
    assertEquals(Optional.of(532480L), size.ramMax());
    assertEquals(Map.of("engine", 200L, "http", 90L), size.flashParts());
  }

  @Test
  void doesWithoutSymbols() {
    assertEquals(Map.of("static", 7020L), size(PROGRAM).ramParts());
  }

  @Test
  void refusesATableThatIsCutOff() {
    byte[] whole = ElfBytes.withSymbols(PROGRAM, variable("arena", 4500));
    byte[] cut = Arrays.copyOf(whole, PROGRAM.length + 50);
    assertThrows(IllegalArgumentException.class, () -> size(cut));
  }
}
