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
                        0x10000010        0x8 CMakeFiles/x.dir/root/runtime-c/src/http/request.c.obj
         *fill*         0x10000018        0x4\s
         .rodata.x      0x1000001c        0x1 third-party/libisere_llhttp.a(api.c.obj)
         .text          0x10000020        0x2 CMakeFiles/x.dir/root/runtime-c/src/js/engine.c.obj
         .text          0x10000022        0x4 CMakeFiles/x.dir/root/runtime-c/src/heap/heap.c.obj
         .text          0x10000026       0x20 CMakeFiles/isere-m33-sim.dir/start.c.obj
         .text          0x10000046       0x40 /usr/lib/libc.a(memcpy.o)

        .data           0x20000000        0x3 load address 0x10000123
         .data          0x20000000        0x3 CMakeFiles/x.dir/root/runtime-c/src/js/engine.c.obj

        .bss            0x20000004       0x50
         .bss           0x20000004       0x50 CMakeFiles/x.dir/root/runtime-c/src/js/engine.c.obj
        """;
    assertEquals(
        Map.of("engine", 16L, "http", 9L, "js", 5L, "runtime", 4L, "port", 32L, "libc", 64L),
        LinkerMap.flash(map));
  }
}
