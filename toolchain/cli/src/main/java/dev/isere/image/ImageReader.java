/*
 * Verifies and reads function images.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import static dev.isere.image.ImageFormat.CODE;
import static dev.isere.image.ImageFormat.ENVV;
import static dev.isere.image.ImageFormat.LIMS;
import static dev.isere.image.ImageFormat.META;
import static dev.isere.image.ImageFormat.REQS;
import static dev.isere.image.ImageFormat.SRCE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.project.Option;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Verifies an image whole and reads it. The checks, their order and their words are those of
 * runtime-c/src/image/image.c; tests/image holds both against the same files.
 */
public final class ImageReader {
  private final byte[] bytes;
  private final ByteBuffer view;
  private final List<Section> sections = new ArrayList<>();
  private final Map<String, ByteBuffer> contents = new LinkedHashMap<>();

  private ImageReader(byte[] bytes) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads an image.
   *
   * @param bytes a whole file
   * @throws ImageRefusedException with the reason, if anything at all is wrong with it
   */
  public static FunctionImage read(byte[] bytes) throws ImageRefusedException {
    ImageReader reader = new ImageReader(bytes);
    reader.checkHeader();
    reader.checkSections();
    reader.checkPresence();
    return reader.tables();
  }

  private void checkHeader() throws ImageRefusedException {
    if (bytes.length < ImageFormat.HEADER_BYTES) {
      throw new ImageRefusedException(
          "the file is too short for a function image: %d bytes", bytes.length);
    }
    byte[] magic = ImageFormat.MAGIC;
    if (!Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)) {
      throw new ImageRefusedException("not a function image: wrong magic");
    }
    int version = Short.toUnsignedInt(view.getShort(8));
    if (version != ImageFormat.FORMAT_VERSION) {
      throw new ImageRefusedException("function image format %d; this reader knows 1", version);
    }
    int headerBytes = Short.toUnsignedInt(view.getShort(10));
    if (headerBytes != ImageFormat.HEADER_BYTES) {
      throw new ImageRefusedException("the header says %d bytes of header, not 64", headerBytes);
    }
    long total = uint32(ImageFormat.TOTAL_LENGTH_AT);
    if (total != bytes.length) {
      throw new ImageRefusedException(
          "the image says it is %d bytes long, but there are %d", total, bytes.length);
    }
    if (total % ImageFormat.SECTION_ALIGNMENT != 0) {
      throw new ImageRefusedException("the total length %d is not a multiple of 8", total);
    }
    byte[] hash = ImageFormat.hash(bytes, ImageFormat.HASHED_FROM);
    int hashEnd = ImageFormat.HASH_AT + hash.length;
    if (!Arrays.equals(bytes, ImageFormat.HASH_AT, hashEnd, hash, 0, hash.length)) {
      throw new ImageRefusedException("the content does not match its SHA-256");
    }
  }

  private void checkSections() throws ImageRefusedException {
    long count = uint32(ImageFormat.SECTION_COUNT_AT);
    if (count < 1 || count > ImageFormat.MAX_SECTIONS) {
      throw new ImageRefusedException("%d sections; an image has 1 to 16", count);
    }
    if (!allZero(ImageFormat.RESERVED_AT, ImageFormat.HEADER_BYTES)) {
      throw new ImageRefusedException("reserved bytes are not zero");
    }
    int end = ImageFormat.HEADER_BYTES + (int) count * ImageFormat.SECTION_ENTRY_BYTES;
    if (end > bytes.length) {
      throw new ImageRefusedException("the section table runs past the end of the image");
    }
    for (int i = 0; i < count; i++) {
      end = checkSection(ImageFormat.HEADER_BYTES + i * ImageFormat.SECTION_ENTRY_BYTES, end);
    }
    if (end != bytes.length) {
      throw new ImageRefusedException("the sections end at byte %d of %d", end, bytes.length);
    }
  }

  /**
   * Checks one entry of the table.
   *
   * @param end where the section before it ended
   * @return where this one ends
   */
  private int checkSection(int entry, int end) throws ImageRefusedException {
    String type = new String(bytes, entry, 4, ISO_8859_1);
    String shown = type.replaceAll("[^ -~]", "?");
    long flags = uint32(entry + 4);
    long offset = uint32(entry + 8);
    long length = uint32(entry + 12);
    Integer knownFlags = ImageFormat.KNOWN_FLAGS.get(type);
    boolean critical = (flags & ImageFormat.FLAG_CRITICAL) != 0;

    if (contents.containsKey(type)) {
      throw refused(shown, "occurs twice");
    }
    if (knownFlags != null
        ? flags != knownFlags
        : (flags & ~(long) ImageFormat.FLAG_CRITICAL) != 0) {
      throw refused(shown, "wrong flags");
    }
    if (knownFlags == null && critical) {
      throw refused(shown, "unknown and critical");
    }
    if (offset != end) {
      throw refused(shown, "not where it has to be");
    }
    long padded = (length + 7) / 8 * 8;
    if (padded > bytes.length - offset) {
      throw refused(shown, "runs past the end of the image");
    }
    if (!allZero((int) (offset + length), (int) (offset + padded))) {
      throw refused(shown, "padding is not zero");
    }
    contents.put(type, ByteBuffer.wrap(bytes, (int) offset, (int) length));
    sections.add(new Section(shown, critical, (int) offset, (int) length));
    return (int) (offset + padded);
  }

  private void checkPresence() throws ImageRefusedException {
    if (!contents.containsKey(REQS)) {
      throw refused(REQS, "missing");
    }
    if (!contents.containsKey(META)) {
      throw refused(META, "missing");
    }
    if (!contents.containsKey(CODE) && !contents.containsKey(SRCE)) {
      throw refused(CODE, "missing");
    }
    if (contents.containsKey(CODE) && contents.containsKey(SRCE)) {
      throw new ImageRefusedException("both CODE and SRCE");
    }
    String type = isBytecode() ? CODE : SRCE;
    if (!contents.get(type).hasRemaining()) {
      throw refused(type, "empty");
    }
    if (!isBytecode() && !TableReader.isText(code())) {
      throw refused(SRCE, "not UTF-8 text, or with a NUL");
    }
  }

  private FunctionImage tables() throws ImageRefusedException {
    Map<String, byte[]> requirements =
        table(REQS, (key, value) -> TableReader.judgeRequirement(key, value, isBytecode()));
    require(REQS, requirements, "abi");
    if (isBytecode()) {
      require(REQS, requirements, "engine");
    }
    Map<String, byte[]> metadata = table(META, TableReader::judgeMetadata);
    require(META, metadata, "name");
    require(META, metadata, "version");
    SortedMap<String, String> environment = new TreeMap<>();
    table(ENVV, TableReader::judgeEnvironment)
        .forEach((key, value) -> environment.put(key, new String(value, UTF_8)));
    SortedMap<Option, Long> limits = new TreeMap<>();
    table(LIMS, TableReader::judgeLimit)
        .forEach((key, value) -> limits.put(Option.of(key).orElseThrow(), TableReader.uint(value)));
    return new FunctionImage(
        bytes.length,
        HexFormat.of().formatHex(bytes, ImageFormat.HASH_AT, ImageFormat.HASHED_FROM),
        List.copyOf(sections),
        requirements(requirements),
        metadata(metadata),
        Collections.unmodifiableSortedMap(environment),
        Collections.unmodifiableSortedMap(limits),
        !isBytecode(),
        code());
  }

  private static FunctionImage.Requirements requirements(Map<String, byte[]> table) {
    return new FunctionImage.Requirements(
        TableReader.uint(table.get("abi")),
        text(table, "engine"),
        Optional.ofNullable(table.get("heap")).map(TableReader::uint),
        Optional.ofNullable(table.get("modules")).map(TableReader::texts).orElse(List.of()));
  }

  private static FunctionImage.Metadata metadata(Map<String, byte[]> table) {
    return new FunctionImage.Metadata(
        text(table, "name").orElseThrow(),
        text(table, "version").orElseThrow(),
        text(table, "builder"),
        text(table, "build-id"));
  }

  private static Optional<String> text(Map<String, byte[]> table, String key) {
    return Optional.ofNullable(table.get(key)).map(value -> new String(value, UTF_8));
  }

  private Map<String, byte[]> table(String type, TableReader.Judge judge)
      throws ImageRefusedException {
    ByteBuffer content = contents.getOrDefault(type, ByteBuffer.allocate(0));
    return TableReader.read(type, content, judge);
  }

  private static void require(String type, Map<String, byte[]> table, String key)
      throws ImageRefusedException {
    if (!table.containsKey(key)) {
      throw refused(type, "missing key " + key);
    }
  }

  private boolean isBytecode() {
    return contents.containsKey(CODE);
  }

  private byte[] code() {
    ByteBuffer content = contents.get(isBytecode() ? CODE : SRCE);
    int start = content.position();
    return Arrays.copyOfRange(bytes, start, start + content.remaining());
  }

  private long uint32(int at) {
    return Integer.toUnsignedLong(view.getInt(at));
  }

  private boolean allZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static ImageRefusedException refused(String type, String what) {
    return new ImageRefusedException("section %s: %s", type, what);
  }
}
