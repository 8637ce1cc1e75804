/*
 * UF2 files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.uf2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A UF2 file.
 *
 * @param family what kind of chip it is for
 * @param blocks in the order in which they are written
 */
public record Uf2File(long family, List<Uf2Block> blocks) {
  private static final int SECTOR_BYTES = 4096;
  private static final byte ERASED = (byte) 0xFF;

  public Uf2File {
    blocks = List.copyOf(blocks);
  }

  /**
   * Makes a file that writes runs of flash in an order.
   *
   * <p>The RP2040's boot ROM erases a sector when the first of 16 blocks comes whose numbers are
   * the same but for the last four bits, whatever their addresses (pico-bootrom, virtual_disk.c).
   * So every sector is written whole, erased bytes filled in, and its blocks are 16 neighbours; the
   * last run alone may end before its sector does.
   *
   * @param runs each begins with a sector, none shares a sector with another one
   */
  public static Uf2File of(long family, List<FlashRun> runs) {
    List<FlashRun> padded = new ArrayList<>();
    Set<Long> sectors = new HashSet<>();
    for (int i = 0; i < runs.size(); i++) {
      FlashRun run = runs.get(i);
      if (run.address() % SECTOR_BYTES != 0) {
        throw new IllegalArgumentException("does not begin with a sector: " + run);
      }
      for (long at = run.address(); at < run.end(); at += SECTOR_BYTES) {
        if (!sectors.add(at)) {
          throw new IllegalArgumentException(String.format("the sector at 0x%x comes twice", at));
        }
      }
      padded.add(pad(run, i == runs.size() - 1 ? Uf2Block.PAGE_BYTES : SECTOR_BYTES));
    }
    return new Uf2File(family, cut(family, padded));
  }

  private static FlashRun pad(FlashRun run, int unit) {
    int length = run.bytes().length;
    byte[] bytes = Arrays.copyOf(run.bytes(), Math.addExact(length, unit - 1) / unit * unit);
    Arrays.fill(bytes, length, bytes.length, ERASED);
    return new FlashRun(run.address(), bytes);
  }

  private static List<Uf2Block> cut(long family, List<FlashRun> runs) {
    int count =
        runs.stream()
            .mapToInt(r -> r.bytes().length / Uf2Block.PAGE_BYTES)
            .reduce(0, Math::addExact);
    List<Uf2Block> blocks = new ArrayList<>();
    for (FlashRun run : runs) {
      for (int at = 0; at < run.bytes().length; at += Uf2Block.PAGE_BYTES) {
        byte[] page = Arrays.copyOfRange(run.bytes(), at, at + Uf2Block.PAGE_BYTES);
        blocks.add(new Uf2Block(family, blocks.size(), count, run.address() + at, page));
      }
    }
    return blocks;
  }

  /**
   * Joins pieces into runs of whole sectors, by address; what lies between pieces of a sector is
   * erased.
   *
   * @param pieces no two overlap
   */
  public static List<FlashRun> sectors(List<FlashRun> pieces) {
    SortedMap<Long, byte[]> sectors = new TreeMap<>();
    for (FlashRun piece : pieces) {
      for (int done = 0; done < piece.bytes().length; ) {
        long at = piece.address() + done;
        int offset = (int) (at % SECTOR_BYTES);
        int part = Math.min(SECTOR_BYTES - offset, piece.bytes().length - done);
        byte[] sector = sectors.computeIfAbsent(at - offset, key -> erased());
        System.arraycopy(piece.bytes(), done, sector, offset, part);
        done += part;
      }
    }
    return joined(sectors);
  }

  private static List<FlashRun> joined(SortedMap<Long, byte[]> sectors) {
    List<FlashRun> runs = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long start = 0;
    for (Map.Entry<Long, byte[]> sector : sectors.entrySet()) {
      if (bytes.size() > 0 && start + bytes.size() != sector.getKey()) {
        runs.add(new FlashRun(start, bytes.toByteArray()));
        bytes.reset();
      }
      start = bytes.size() == 0 ? sector.getKey() : start;
      bytes.writeBytes(sector.getValue());
    }
    if (bytes.size() > 0) {
      runs.add(new FlashRun(start, bytes.toByteArray()));
    }
    return runs;
  }

  private static byte[] erased() {
    byte[] sector = new byte[SECTOR_BYTES];
    Arrays.fill(sector, ERASED);
    return sector;
  }

  /** The file's bytes. */
  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(blocks.size(), Uf2Block.BYTES));
    blocks.forEach(block -> block.write(out));
    return out.array();
  }

  /**
   * Reads a file, all of it.
   *
   * @throws Uf2RefusedException if a boot ROM would not take it whole
   */
  public static Uf2File read(byte[] file) throws Uf2RefusedException {
    if (file.length == 0 || file.length % Uf2Block.BYTES != 0) {
      throw new Uf2RefusedException("%d bytes are no UF2 file: blocks have 512 each", file.length);
    }
    List<Uf2Block> blocks = new ArrayList<>();
    for (int i = 0; i < file.length / Uf2Block.BYTES; i++) {
      Uf2Block block = Uf2Block.read(file, i);
      if (i > 0 && block.family() != blocks.get(0).family()) {
        throw new Uf2RefusedException(
            "block %d is for family 0x%08x, the others for 0x%08x",
            i, block.family(), blocks.get(0).family());
      }
      blocks.add(block);
    }
    return new Uf2File(blocks.get(0).family(), blocks);
  }
}
