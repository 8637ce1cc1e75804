/*
 * Tests of reading linker maps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkerMapTest {
  @Test
  void sumsUpAFirmwareOfZephyr() {
    String map =
        """
        Linker script and memory map
        rom_start       0x10000000      0x12c
         .vectors       0x10000000       0x10 zephyr/arch/libarch__arm.a(vectors.S.obj)
        text            0x10000130    0x98728
         .text.x        0x10000130      0x100 modules/isere/libisere_engine.a(quickjs.c.obj)
         .text.x        0x10000230       0x20 modules/isere/libisere_js.a(timers.c.obj)
         .text.x        0x10000250       0x30 modules/isere/libisere_http.a(server.c.obj)
         .text.x        0x10000280        0x1 modules/isere/libisere_llhttp.a(api.c.obj)
         .text.x        0x10000281        0x2 zephyr/subsys/net/ip/libsubsys__net__ip.a(tcp.c.obj)
         .text.x        0x10000283        0x4 zephyr/subsys/usb/libsubsys__usb__device_next.a(u.c.obj)
         .text.x        0x10000287        0x8 zephyr/kernel/libkernel.a(init.c.obj)
         .text.x        0x1000028f        0x3 modules/picolibc/libc.a(memcpy.c.o)

        datas           0x20000000      0x6e8 load address 0x100b4450
         .data.x        0x20000000        0x5 zephyr/kernel/libkernel.a(init.c.obj)
        sw_isr_table_with_a_long_name
                        0x20000005        0x6 load address 0x100b4b38
         .data.y        0x20000005        0x6 zephyr/kernel/libkernel.a(init.c.obj)
        bss             0x20000b00     0x2ebd
         .bss           0x20000b00     0x2ebd zephyr/kernel/libkernel.a(init.c.obj)
        .debug_info     0x00000000    0x12345
         .debug_info    0x00000000    0x12345 zephyr/kernel/libkernel.a(init.c.obj)
        """;
    assertEquals(
        Map.of(
            "engine", 256L, "js", 32L, "http", 49L, "network", 2L, "usb", 4L, "libc", 3L, "zephyr",
            35L),
        LinkerMap.flash(map));
  }

  @Test
  void sumsUpWhatLiesInFlash() {
    String map =
        """
        Archive member included to satisfy reference by file (symbol)

         .text          0x00000000       0x99 before/src/js/engine.c.obj

        Linker script and memory map

        .text           0x10000000      0x123
         *(.text*)
         .text.JS_Eval  0x10000000       0x10 third-party/libisere_quickjs.a(quickjs.c.obj)
         .text.a_name_that_is_too_long_for_its_column
                        0x10000010        0x8 CMakeFiles/x.dir/home/runtime-c/src/http/request.c.obj
         *fill*         0x10000018        0x4\s
         .rodata.x      0x1000001c        0x1 third-party/libisere_llhttp.a(api.c.obj)
         .text          0x10000020        0x2 CMakeFiles/x.dir/home/runtime-c/src/js/engine.c.obj
         .text          0x10000022        0x4 CMakeFiles/x.dir/home/runtime-c/src/heap/heap.c.obj
         .text          0x10000026       0x20 CMakeFiles/isere-m33-sim.dir/start.c.obj
         .text          0x10000046       0x40 /usr/lib/libc.a(memcpy.o)

        .data           0x20000000        0x3 load address 0x10000123
         .data          0x20000000        0x3 CMakeFiles/x.dir/home/runtime-c/src/js/engine.c.obj

        .bss            0x20000004       0x50
         .bss           0x20000004       0x50 CMakeFiles/x.dir/home/runtime-c/src/js/engine.c.obj
        """;
    assertEquals(
        Map.of("engine", 16L, "http", 9L, "js", 5L, "runtime", 4L, "port", 32L, "libc", 64L),
        LinkerMap.flash(map));
  }
}
