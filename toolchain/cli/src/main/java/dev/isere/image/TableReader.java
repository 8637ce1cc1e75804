/*
 * Verifies and reads the table sections of a function image.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.project.Option;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifies one table section and gives its records. The checks and their order are those of
 * image.c.
 */
final class TableReader {
  /** Says what is wrong with a record. */
  interface Judge {
    Verdict judge(String key, byte[] value);
  }

  enum Verdict {
    GOOD,
    UNKNOWN_KEY,
    BAD_VALUE;

    static Verdict value(boolean good) {
      return good ? GOOD : BAD_VALUE;
    }
  }

  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_.:/-]{1,63}");
  private static final Pattern BUILD_ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final String type;
  private final ByteBuffer table;

  private TableReader(String type, ByteBuffer table) {
    this.type = type;
    this.table = table.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a section.
   *
   * @return values by key, in the order of the section
   */
  static Map<String, byte[]> read(String type, ByteBuffer table, Judge judge)
      throws ImageRefusedException {
    return new TableReader(type, table).records(judge);
  }

  private Map<String, byte[]> records(Judge judge) throws ImageRefusedException {
    Map<String, byte[]> records = new LinkedHashMap<>();
    byte[] previous = {};
    while (table.hasRemaining()) {
      if (records.size() == ImageFormat.MAX_RECORDS) {
        throw refused("more than 256 records");
      }
      byte[] key = key();
      byte[] value = value(key);
      if (ImageFormat.compareKeys(previous, key) >= 0) {
        throw refused("keys are not in order");
      }
      String name = new String(key, UTF_8);
      switch (judge.judge(name, value)) {
        case UNKNOWN_KEY -> throw refused("unknown key " + shown(name));
        case BAD_VALUE -> throw refused("bad value of key " + shown(name));
        case GOOD -> records.put(name, value);
      }
      previous = key;
    }
    return records;
  }

  /** Reads a record's header and key; leaves the position behind the key. */
  private byte[] key() throws ImageRefusedException {
    table.mark();
    if (table.remaining() < ImageFormat.RECORD_HEADER_BYTES) {
      throw malformed();
    }
    int keyLength = Short.toUnsignedInt(table.getShort());
    int reserved = table.getShort();
    long valueLength = Integer.toUnsignedLong(table.getInt());
    if (keyLength < 1 || keyLength > ImageFormat.MAX_KEY_BYTES || reserved != 0) {
      throw malformed();
    }
    if (keyLength + valueLength > table.remaining()) {
      throw malformed();
    }
    byte[] key = new byte[keyLength];
    table.get(key);
    return key;
  }

  private byte[] value(byte[] key) throws ImageRefusedException {
    int length = table.getInt(table.position() - key.length - Integer.BYTES);
    byte[] value = new byte[length];
    table.get(value);
    int used = key.length + length;
    int padding = ImageFormat.roundUp(used, ImageFormat.RECORD_ALIGNMENT) - used;
    if (padding > table.remaining()) {
      throw malformed();
    }
    for (int i = 0; i < padding; i++) {
      if (table.get() != 0) {
        throw malformed();
      }
    }
    if (!isText(key)) {
      throw malformed();
    }
    return value;
  }

  private ImageRefusedException malformed() {
    return refused("malformed record at byte " + table.reset().position());
  }

  private ImageRefusedException refused(String what) {
    return new ImageRefusedException("section %s: %s", type, what);
  }

  /** A key as the refusals show it: itself, or "?" when it could garble a log. */
  static String shown(String key) {
    return PLAIN_KEY.matcher(key).matches() ? key : "?";
  }

  // --- what the keys of each section may be
  // -------------------------------------------------------

  static Verdict judgeRequirement(String key, byte[] value, boolean isBytecode) {
    return switch (key) {
      case "abi", "heap" -> Verdict.value(isUint32(value));
      case "modules" -> Verdict.value(isTextList(value));
      case "engine" -> isBytecode ? Verdict.value(isShortText(value)) : Verdict.UNKNOWN_KEY;
      default -> Verdict.UNKNOWN_KEY;
    };
  }

  static Verdict judgeMetadata(String key, byte[] value) {
    return switch (key) {
      case "name", "version" -> Verdict.value(isShortText(value));
      case "builder" -> Verdict.value(isText(value));
      case "build-id" -> Verdict.value(BUILD_ID.matcher(new String(value, UTF_8)).matches());
      default -> Verdict.GOOD;
    };
  }

  static Verdict judgeEnvironment(String key, byte[] value) {
    return ENVIRONMENT_NAME.matcher(key).matches()
        ? Verdict.value(isText(value))
        : Verdict.UNKNOWN_KEY;
  }

  static Verdict judgeLimit(String key, byte[] value) {
    Optional<Option> option = Option.of(key).filter(known -> known.scope() == Option.Scope.IMAGE);
    if (option.isEmpty()) {
      return Verdict.UNKNOWN_KEY;
    }
    return Verdict.value(
        value.length == Long.BYTES && option.get().complaint(uint(value)).isEmpty());
  }

  // --- values
  // -------------------------------------------------------------------------------------

  /** The integer that eight bytes hold; negative when it is 2^63 or more. */
  static long uint(byte[] value) {
    return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** The texts of a list. */
  static List<String> texts(byte[] value) {
    List<String> texts = new ArrayList<>();
    for (int start = 0, at = 0; at < value.length; at++) {
      if (value[at] == 0) {
        texts.add(new String(value, start, at - start, UTF_8));
        start = at + 1;
      }
    }
    return texts;
  }

  static boolean isText(byte[] value) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).chars().noneMatch(c -> c == 0);
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean isShortText(byte[] value) {
    return value.length >= 1 && value.length <= ImageFormat.MAX_SHORT_TEXT_BYTES && isText(value);
  }

  private static boolean isUint32(byte[] value) {
    return value.length == Long.BYTES && uint(value) >>> Integer.SIZE == 0;
  }

  private static boolean isTextList(byte[] value) {
    if (value.length == 0 || value[value.length - 1] != 0 || value[0] == 0) {
      return false;
    }
    byte[] joined = value.clone();
    for (int i = 0; i < joined.length; i++) {
      if (joined[i] == 0 && i + 1 < joined.length && joined[i + 1] == 0) {
        return false;
      }
      joined[i] = joined[i] == 0 ? (byte) '\n' : joined[i];
    }
    return isText(joined);
  }
}
