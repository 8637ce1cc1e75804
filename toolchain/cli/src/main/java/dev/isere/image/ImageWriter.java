/*
 * Writes function images.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes function images. The same content gives the same bytes. */
public final class ImageWriter {
  /** The runtime ABI that images of this tool require. */
  public static final long RUNTIME_ABI = 1;

  private ImageWriter() {}

  /**
   * Makes an image.
   *
   * @throws IllegalArgumentException for content that no reader would take
   */
  public static byte[] write(ImageContent content) {
    byte[] image = layOut(sections(content));
    byte[] hash = ImageFormat.hash(image, ImageFormat.HASHED_FROM);
    System.arraycopy(hash, 0, image, ImageFormat.HASH_AT, hash.length);
    try {
      ImageReader.read(image);
    } catch (ImageRefusedException e) {
      throw new IllegalArgumentException("this image would be refused: " + e.getMessage(), e);
    }
    return image;
  }

  private static Map<String, byte[]> sections(ImageContent content) {
    SortedMap<byte[], byte[]> requirements = table();
    put(requirements, "abi", uint(RUNTIME_ABI));
    content.engine().ifPresent(engine -> put(requirements, "engine", engine.getBytes(UTF_8)));
    SortedMap<byte[], byte[]> metadata = table();
    put(metadata, "name", content.name().getBytes(UTF_8));
    put(metadata, "version", content.version().getBytes(UTF_8));
    put(metadata, "builder", content.builder().getBytes(UTF_8));
    put(metadata, "build-id", content.buildId().getBytes(UTF_8));
    SortedMap<byte[], byte[]> environment = table();
    content.environment().forEach((key, value) -> put(environment, key, value.getBytes(UTF_8)));
    SortedMap<byte[], byte[]> limits = table();
    content.limits().forEach((option, value) -> put(limits, option.key(), uint(value)));

    Map<String, byte[]> sections = new LinkedHashMap<>();
    sections.put(ImageFormat.REQS, encode(requirements));
    sections.put(ImageFormat.META, encode(metadata));
    if (!environment.isEmpty()) {
      sections.put(ImageFormat.ENVV, encode(environment));
    }
    if (!limits.isEmpty()) {
      sections.put(ImageFormat.LIMS, encode(limits));
    }
    sections.put(
        content.engine().isPresent() ? ImageFormat.CODE : ImageFormat.SRCE, content.code());
    return sections;
  }

  private static SortedMap<byte[], byte[]> table() {
    return new TreeMap<>(ImageFormat::compareKeys);
  }

  private static void put(SortedMap<byte[], byte[]> table, String key, byte[] value) {
    table.put(key.getBytes(UTF_8), value);
  }

  private static byte[] uint(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static byte[] encode(SortedMap<byte[], byte[]> table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.forEach(
        (key, value) -> {
          int used = key.length + value.length;
          int padded = ImageFormat.roundUp(used, ImageFormat.RECORD_ALIGNMENT);
          ByteBuffer recordBytes =
              ByteBuffer.allocate(ImageFormat.RECORD_HEADER_BYTES + padded)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putShort((short) key.length)
                  .putShort((short) 0)
                  .putInt(value.length)
                  .put(key)
                  .put(value);
          out.writeBytes(recordBytes.array());
        });
    return out.toByteArray();
  }

  /** Everything but the hash. */
  private static byte[] layOut(Map<String, byte[]> sections) {
    int tableEnd = ImageFormat.HEADER_BYTES + sections.size() * ImageFormat.SECTION_ENTRY_BYTES;
    int total =
        sections.values().stream()
            .mapToInt(content -> padded(content.length))
            .reduce(tableEnd, Math::addExact);
    ByteBuffer image = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    image.put(ImageFormat.MAGIC);
    image.putShort((short) ImageFormat.FORMAT_VERSION);
    image.putShort((short) ImageFormat.HEADER_BYTES);
    image.putInt(total);
    image.putInt(ImageFormat.SECTION_COUNT_AT, sections.size());
    image.position(ImageFormat.HEADER_BYTES);
    int offset = tableEnd;
    for (Map.Entry<String, byte[]> section : sections.entrySet()) {
      image.put(section.getKey().getBytes(US_ASCII));
      image.putInt(ImageFormat.KNOWN_FLAGS.get(section.getKey()));
      image.putInt(offset);
      image.putInt(section.getValue().length);
      offset += padded(section.getValue().length);
    }
    for (byte[] content : sections.values()) {
      image.put(content);
      image.position(padded(image.position()));
    }
    return image.array();
  }

  private static int padded(int length) {
    return ImageFormat.roundUp(length, ImageFormat.SECTION_ALIGNMENT);
  }
}
