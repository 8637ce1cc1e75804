/*
 * What lies in the RAM of an ELF file's program.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.uf2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables and functions in an ELF file's symbol table (System V ABI, "Symbol Table"): 32
 * bits, little-endian, as every Cortex-M's.
 */
public final class ElfSymbols {
  private static final int SECTION_HEADERS_AT = 32;
  private static final int SECTION_HEADER_SIZE_AT = 46;
  private static final int TYPE_AT = 4;
  private static final int OFFSET_AT = 16;
  private static final int SIZE_AT = 20;
  private static final int LINK_AT = 24;
  private static final int ADDRESS_AT = 4;
  private static final int BYTES_AT = 8;
  private static final int SYMBOL_TABLE = 2;
  private static final int SYMBOL_BYTES = 16;
  private static final int OBJECT = 1;
  private static final int FUNCTION = 2;
  private static final int TYPE_MASK = 15;
  private static final int INFO_AT = 12;

  /** From here on lies RAM (Arm v6-M to v8-M, "System address map"). */
  private static final long RAM = 0x20000000L;

  private ElfSymbols() {}

  /**
   * A variable.
   *
   * @param name need not be the only one of its name
   */
  public record Variable(String name, long bytes) {}

  /**
   * The variables in RAM; none when the file has no symbol table.
   *
   * @param file an ELF file that {@link ElfFile#read} takes
   * @throws IllegalArgumentException if its tables are broken
   */
  public static List<Variable> inRam(byte[] file) {
    List<Variable> variables = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    forEachInRam(
        in,
        (symbol, names) -> {
          if (type(in, symbol) == OBJECT) {
            variables.add(new Variable(name(in, symbol, names), bytes(in, symbol)));
          }
        });
    return variables;
  }

  /**
   * Bytes of the functions that run from RAM; 0 when the file has no symbol table.
   *
   * @param file an ELF file that {@link ElfFile#read} takes
   * @throws IllegalArgumentException if its tables are broken
   */
  public static long codeBytesInRam(byte[] file) {
    Map<Integer, Long> byAddress = new HashMap<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    forEachInRam(
        in,
        (symbol, names) -> {
          if (type(in, symbol) == FUNCTION) {
            byAddress.merge(in.getInt(symbol + ADDRESS_AT), bytes(in, symbol), Math::max);
          }
        });
    return byAddress.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Takes where in the file a symbol is, and where the names are. */
  private interface SymbolConsumer {
    void accept(int symbol, int names);
  }

  private static void forEachInRam(ByteBuffer in, SymbolConsumer consumer) {
    try {
      int headers = in.getInt(SECTION_HEADERS_AT);
      int size = Short.toUnsignedInt(in.getShort(SECTION_HEADER_SIZE_AT));
      int count = Short.toUnsignedInt(in.getShort(SECTION_HEADER_SIZE_AT + Short.BYTES));
      for (int i = 0; i < count; i++) {
        int header = headers + i * size;
        if (in.getInt(header + TYPE_AT) == SYMBOL_TABLE) {
          int names = in.getInt(headers + in.getInt(header + LINK_AT) * size + OFFSET_AT);
          int from = in.getInt(header + OFFSET_AT);
          int end = from + in.getInt(header + SIZE_AT);
          for (int symbol = from; symbol < end; symbol += SYMBOL_BYTES) {
            long address = Integer.toUnsignedLong(in.getInt(symbol + ADDRESS_AT));
            if (address >= RAM && bytes(in, symbol) > 0) {
              consumer.accept(symbol, names);
            }
          }
        }
      }
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("its symbol table lies outside of the file", e);
    }
  }

  private static int type(ByteBuffer in, int symbol) {
    return in.get(symbol + INFO_AT) & TYPE_MASK;
  }

  private static long bytes(ByteBuffer in, int symbol) {
    return Integer.toUnsignedLong(in.getInt(symbol + BYTES_AT));
  }

  private static String name(ByteBuffer in, int symbol, int names) {
    int from = names + in.getInt(symbol);
    int end = from;
    while (in.get(end) != 0) {
      end++;
    }
    return new String(in.array(), from, end - from, US_ASCII);
  }
}
