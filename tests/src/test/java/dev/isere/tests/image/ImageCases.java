// The table of tests/image: what is done to an image, and what both readers say to it.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.image;

import static dev.isere.tests.image.RawImage.CRITICAL;
import static dev.isere.tests.image.RawImage.entry;
import static dev.isere.tests.image.RawImage.join;
import static dev.isere.tests.image.RawImage.rehash;
import static dev.isere.tests.image.RawImage.utf8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Cases in the order of the table of refusals in docs/function-image.md. */
final class ImageCases {
  /** What a reader says to an image that is in order. */
  static final String OK = "ok";

  private static final byte[] REQS = join(entry("abi", 1), entry("engine", "an-engine"));
  private static final byte[] REQS_OF_SOURCE = entry("abi", 1);
  private static final byte[] META = join(entry("name", "hello"), entry("version", "1.0.0"));
  private static final byte[] CODE = {1, 2, 3, 4, 5};

  private final List<ImageCase> cases = new ArrayList<>();

  /** An image by name and the sentence about it. */
  record ImageCase(String name, byte[] bytes, String sentence) {}

  static List<ImageCase> all() {
    ImageCases table = new ImageCases();
    table.good();
    table.header();
    table.sections();
    table.presence();
    table.records();
    table.requirements();
    table.metadata();
    table.environment();
    table.limits();
    return List.copyOf(table.cases);
  }

  /** A small image with every kind of section that goes together. */
  static byte[] small() {
    return new RawImage()
        .section("REQS", CRITICAL, REQS)
        .section("META", 0, META)
        .section("ENVV", CRITICAL, entry("A", "b"))
        .section("LIMS", CRITICAL, entry("function.timeout_ms", 1000))
        .section("CODE", CRITICAL, CODE)
        .bytes();
  }

  private void add(String name, byte[] bytes, String sentence) {
    cases.add(new ImageCase(name, bytes, sentence));
  }

  /** The small image, changed; its hash is made right again. */
  private void spoilt(String name, Consumer<ByteBuffer> change, String sentence) {
    byte[] bytes = small();
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    add(name, rehash(bytes), sentence);
  }

  private static RawImage image(byte[] reqs, byte[] meta) {
    return new RawImage().section("REQS", CRITICAL, reqs).section("META", 0, meta);
  }

  private static RawImage code(RawImage image) {
    return image.section("CODE", CRITICAL, CODE);
  }

  private static RawImage source(RawImage image, byte[] text) {
    return image.section("SRCE", CRITICAL, text);
  }

  private void good() {
    add("every section", small(), OK);
    add("least", code(image(REQS, META)).bytes(), OK);
    add("source text", source(image(REQS_OF_SOURCE, META), utf8("export {} // grüß")).bytes(), OK);
    add(
        "an unknown section that is not critical",
        code(image(REQS, META).section("SIGN", 0, utf8("x"))).bytes(),
        OK);
    add(
        "sections in another order",
        new RawImage()
            .section("CODE", CRITICAL, CODE)
            .section("META", 0, META)
            .section("REQS", CRITICAL, REQS)
            .bytes(),
        OK);
    add(
        "empty tables that are optional",
        code(image(REQS, META).section("ENVV", CRITICAL, new byte[0]))
            .section("LIMS", CRITICAL, new byte[0])
            .bytes(),
        OK);
    RawImage full = code(image(REQS, META));
    for (int i = 3; i < 16; i++) {
      full.section("X%03d".formatted(i), 0, new byte[i]);
    }
    add("16 sections", full.bytes(), OK);
    add("17 sections", full.section("X016", 0, CODE).bytes(), "17 sections; an image has 1 to 16");
  }

  private void header() {
    add("empty", new byte[0], "the file is too short for a function image: 0 bytes");
    add("63 bytes", new byte[63], "the file is too short for a function image: 63 bytes");
    add("64 zero bytes", new byte[64], "not a function image: wrong magic");
    add("an ELF file", utf8("\177ELF" + "x".repeat(100)), "not a function image: wrong magic");
    spoilt(
        "magic after a text-mode transfer",
        b -> b.put(6, (byte) 10),
        "not a function image: wrong magic");
    spoilt(
        "format 0", b -> b.putShort(8, (short) 0), "function image format 0; this reader knows 1");
    spoilt(
        "format 2", b -> b.putShort(8, (short) 2), "function image format 2; this reader knows 1");
    spoilt(
        "format 65535",
        b -> b.putShort(8, (short) -1),
        "function image format 65535; this reader knows 1");
    spoilt(
        "header of 0", b -> b.putShort(10, (short) 0), "the header says 0 bytes of header, not 64");
    spoilt(
        "header of 65535",
        b -> b.putShort(10, (short) -1),
        "the header says 65535 bytes of header, not 64");
    int length = small().length;
    spoilt("one byte more promised", b -> b.putInt(12, length + 1), lies(length + 1, length));
    spoilt("one byte fewer promised", b -> b.putInt(12, length - 1), lies(length - 1, length));
    spoilt("length 0", b -> b.putInt(12, 0), lies(0, length));
    spoilt("length 2^32 - 1", b -> b.putInt(12, -1), lies(0xffffffffL, length));
    add("a byte behind the end", join(small(), new byte[1]), lies(length, length + 1));
    byte[] odd = join(small(), new byte[4]);
    ByteBuffer.wrap(odd).order(ByteOrder.LITTLE_ENDIAN).putInt(12, odd.length);
    add(
        "a length that is no multiple of 8",
        rehash(odd),
        "the total length " + odd.length + " is not a multiple of 8");
    byte[] wrong = small();
    wrong[16] ^= 1;
    add("another hash", wrong, "the content does not match its SHA-256");
    byte[] changed = small();
    changed[length - 4] ^= 1;
    add("another content", changed, "the content does not match its SHA-256");
  }

  private static String lies(long says, long there) {
    return "the image says it is " + says + " bytes long, but there are " + there;
  }

  private void sections() {
    spoilt("no section", b -> b.putInt(48, 0), "0 sections; an image has 1 to 16");
    spoilt("2^32 - 1 sections", b -> b.putInt(48, -1), "4294967295 sections; an image has 1 to 16");
    for (int at : new int[] {52, 57, 63}) {
      spoilt("reserved byte " + at, b -> b.put(at, (byte) 1), "reserved bytes are not zero");
    }
    byte[] header = ByteBuffer.wrap(new byte[72]).put(small(), 0, 64).array();
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(12, 72);
    add(
        "a table beyond the end",
        rehash(header),
        "the section table runs past the end of the image");
    spoilt(
        "fewer sections than there are",
        b -> b.putInt(48, 4),
        "section REQS: not where it has to be");
    add(
        "REQS twice",
        code(image(REQS, META).section("REQS", CRITICAL, REQS)).bytes(),
        "section REQS: occurs twice");
    add(
        "an unknown section twice",
        code(image(REQS, META).section("SIGN", 0, CODE).section("SIGN", 0, CODE)).bytes(),
        "section SIGN: occurs twice");
    spoilt("REQS not critical", b -> b.putInt(entryAt(0) + 4, 0), "section REQS: wrong flags");
    spoilt("META critical", b -> b.putInt(entryAt(1) + 4, 1), "section META: wrong flags");
    spoilt(
        "a flag that is not known", b -> b.putInt(entryAt(0) + 4, 3), "section REQS: wrong flags");
    spoilt(
        "the highest flag", b -> b.putInt(entryAt(0) + 4, 0x80000001), "section REQS: wrong flags");
    add(
        "an unknown section with a flag that is not known",
        code(image(REQS, META).section("SIGN", 2, CODE)).bytes(),
        "section SIGN: wrong flags");
    add(
        "an unknown critical section",
        code(image(REQS, META).section("WASM", CRITICAL, CODE)).bytes(),
        "section WASM: unknown and critical");
    add(
        "a type that is not printable",
        code(image(REQS, META).section("A\n\377\177", CRITICAL, CODE)).bytes(),
        "section A???: unknown and critical");
    add(
        "a type in lower case",
        code(image(REQS, META).section("envv", CRITICAL, CODE)).bytes(),
        "section envv: unknown and critical");
    places();
  }

  private void places() {
    String misplaced = "section META: not where it has to be";
    int meta = entryAt(1);
    spoilt("a gap", b -> b.putInt(meta + 8, b.getInt(meta + 8) + 8), misplaced);
    spoilt("an overlap", b -> b.putInt(meta + 8, b.getInt(meta + 8) - 8), misplaced);
    spoilt("an offset of 0", b -> b.putInt(meta + 8, 0), misplaced);
    spoilt("an offset beyond the end", b -> b.putInt(meta + 8, -8), misplaced);
    String past = "section CODE: runs past the end of the image";
    int code = entryAt(4);
    spoilt("a section longer than the image", b -> b.putInt(code + 12, 9), past);
    spoilt("a section of 2^32 - 1 bytes", b -> b.putInt(code + 12, -1), past);
    spoilt("a section of 2^31 bytes", b -> b.putInt(code + 12, Integer.MIN_VALUE), past);
    spoilt("padding", b -> b.put(b.capacity() - 1, (byte) 1), "section CODE: padding is not zero");
    spoilt("a shorter section", b -> b.putInt(code + 12, 4), "section CODE: padding is not zero");
    byte[] longer = join(small(), new byte[8]);
    ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putInt(12, longer.length);
    add(
        "bytes behind the last section",
        rehash(longer),
        "the sections end at byte " + (longer.length - 8) + " of " + longer.length);
  }

  private static int entryAt(int index) {
    return RawImage.HEADER + RawImage.ENTRY * index;
  }

  private void presence() {
    add("no REQS", code(new RawImage().section("META", 0, META)).bytes(), "section REQS: missing");
    add(
        "no META",
        code(new RawImage().section("REQS", CRITICAL, REQS)).bytes(),
        "section META: missing");
    add("neither CODE nor SRCE", image(REQS, META).bytes(), "section CODE: missing");
    add("CODE and SRCE", source(code(image(REQS, META)), utf8("x")).bytes(), "both CODE and SRCE");
    add(
        "empty CODE",
        image(REQS, META).section("CODE", CRITICAL, new byte[0]).bytes(),
        "section CODE: empty");
    add(
        "empty SRCE",
        source(image(REQS_OF_SOURCE, META), new byte[0]).bytes(),
        "section SRCE: empty");
    String notText = "section SRCE: not UTF-8 text, or with a NUL";
    add(
        "SRCE with a NUL",
        source(image(REQS_OF_SOURCE, META), new byte[] {'a', 0}).bytes(),
        notText);
    add(
        "SRCE that is not UTF-8",
        source(image(REQS_OF_SOURCE, META), new byte[] {(byte) 0xff}).bytes(),
        notText);
    byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
    add("SRCE with a surrogate", source(image(REQS_OF_SOURCE, META), surrogate).bytes(), notText);
    byte[] overlong = {(byte) 0xc0, (byte) 0x80};
    add(
        "SRCE with an overlong form",
        source(image(REQS_OF_SOURCE, META), overlong).bytes(),
        notText);
  }

  private void env(String name, byte[] table, String sentence) {
    add(name, code(image(REQS, META).section("ENVV", CRITICAL, table)).bytes(), sentence);
  }

  private void malformed(String name, byte[] table, int at) {
    env(name, table, "section ENVV: malformed record at byte " + at);
  }

  private void records() {
    byte[][] many = new byte[257][];
    for (int i = 0; i < many.length; i++) {
      many[i] = entry("K%03d".formatted(i), "");
    }
    env("256 records", join(java.util.Arrays.copyOf(many, 256)), OK);
    env("257 records", join(many), "section ENVV: more than 256 records");
    malformed("a record header cut off", new byte[7], 0);
    malformed("bytes behind the last record", join(entry("A", "b"), new byte[4]), 12);
    malformed("a key of no byte", entry("", "x"), 0);
    malformed("a key longer than 255 bytes", entry("k".repeat(256), "x"), 0);
    env("a key of 255 bytes", entry("k".repeat(255), "x"), OK);
    malformed("reserved bytes of a record", change(entry("A", "b"), 2, 1), 0);
    malformed("a key that runs past the end", change(entry("A", "b"), 0, 200), 0);
    malformed("a value that runs past the end", change(entry("A", "b"), 4, 200), 0);
    malformed("a value of 4 GB", change(entry("A", "b"), 7, 0xff), 0);
    malformed("padding of a record", change(entry("A", "b"), 11, 1), 0);
    malformed("padding cut off", java.util.Arrays.copyOf(entry("A", "b"), 10), 0);
    malformed("a key that is not UTF-8", entry(new byte[] {(byte) 0xff}, CODE), 0);
    malformed("a key with a NUL", entry(new byte[] {'a', 0}, CODE), 0);
    malformed("a second record", join(entry("A", "b"), change(entry("B", "b"), 2, 1)), 12);
    String unordered = "section ENVV: keys are not in order";
    env("keys in the wrong order", join(entry("B", ""), entry("A", "")), unordered);
    env("a key twice", join(entry("A", ""), entry("A", "")), unordered);
    env("a key behind its own extension", join(entry("AB", ""), entry("A", "")), unordered);
    env("a key before its own extension", join(entry("A", ""), entry("AB", "")), OK);
  }

  private static byte[] change(byte[] bytes, int at, int to) {
    bytes[at] = (byte) to;
    return bytes;
  }

  private void reqs(String name, byte[] table, String sentence) {
    add("REQS: " + name, code(image(table, META)).bytes(), sentence);
  }

  private void requirements() {
    byte[] engine = entry("engine", "e");
    reqs("empty", new byte[0], "section REQS: missing key abi");
    reqs("no abi", engine, "section REQS: missing key abi");
    reqs("no engine", entry("abi", 1), "section REQS: missing key engine");
    add(
        "REQS: an engine beside source text",
        source(image(REQS, META), utf8("x")).bytes(),
        "section REQS: unknown key engine");
    reqs(
        "abi of 4 bytes", join(entry("abi", "abcd"), engine), "section REQS: bad value of key abi");
    reqs("abi of 2^32", join(entry("abi", 1L << 32), engine), "section REQS: bad value of key abi");
    reqs("abi of 2^32 - 1", join(entry("abi", 0xffffffffL), engine), OK);
    reqs(
        "engine of no byte",
        join(entry("abi", 1), entry("engine", "")),
        "section REQS: bad value of key engine");
    reqs(
        "engine of 64 bytes",
        join(entry("abi", 1), entry("engine", "e".repeat(64))),
        "section REQS: bad value of key engine");
    reqs("heap", join(REQS, entry("heap", 65536)), OK);
    reqs("heap of 2^64 - 1", join(REQS, entry("heap", -1L)), "section REQS: bad value of key heap");
    reqs("modules", join(REQS, entry("modules", "a\0b\0")), OK);
    String modules = "section REQS: bad value of key modules";
    reqs("no module", join(REQS, entry("modules", "")), modules);
    reqs("modules without an end", join(REQS, entry("modules", "a\0b")), modules);
    reqs("a module without a name", join(REQS, entry("modules", "a\0\0")), modules);
    reqs(
        "a module that is not UTF-8",
        join(REQS, entry(utf8("modules"), new byte[] {-1, 0})),
        modules);
    reqs("an unknown key", join(REQS, entry("gpu", 1)), "section REQS: unknown key gpu");
    reqs(
        "an unknown key that would garble a log",
        join(REQS, entry("g\033[31m", 1)),
        "section REQS: unknown key ?");
    reqs(
        "an unknown key of 64 characters",
        join(REQS, entry("g".repeat(64), 1)),
        "section REQS: unknown key ?");
    reqs(
        "an unknown key of 63 characters",
        join(REQS, entry("g".repeat(63), 1)),
        "section REQS: unknown key " + "g".repeat(63));
  }

  private void meta(String name, byte[] table, String sentence) {
    add("META: " + name, code(image(REQS, table)).bytes(), sentence);
  }

  private void metadata() {
    byte[] version = entry("version", "1");
    meta("empty", new byte[0], "section META: missing key name");
    meta("no name", version, "section META: missing key name");
    meta("no version", entry("name", "n"), "section META: missing key version");
    meta(
        "name of no byte", join(entry("name", ""), version), "section META: bad value of key name");
    meta("name of 63 bytes", join(entry("name", "n".repeat(63)), version), OK);
    meta(
        "name of 64 bytes",
        join(entry("name", "n".repeat(64)), version),
        "section META: bad value of key name");
    meta(
        "name with a NUL",
        join(entry("name", "a\0b"), version),
        "section META: bad value of key name");
    meta(
        "version of 64 bytes",
        join(entry("name", "n"), entry("version", "1".repeat(64))),
        "section META: bad value of key version");
    meta("builder", join(entry("builder", "isere 0.1.0"), META), OK);
    meta(
        "builder that is not UTF-8",
        join(entry(utf8("builder"), new byte[] {-1}), META),
        "section META: bad value of key builder");
    meta("build-id", join(entry("build-id", "0123456789abcdef"), META), OK);
    String id = "section META: bad value of key build-id";
    meta("build-id in upper case", join(entry("build-id", "0123456789ABCDEF"), META), id);
    meta("build-id of 15 digits", join(entry("build-id", "0123456789abcde"), META), id);
    meta("build-id with a letter", join(entry("build-id", "0123456789abcdeg"), META), id);
    meta("another key", join(META, entry("zzz", "whatever")), OK);
  }

  private void environment() {
    env("an empty value", entry("A", ""), OK);
    env("underscores and digits", entry("_a1_", "x"), OK);
    env("a value in UTF-8", entry("A", "grüß\n"), OK);
    env("a value with a NUL", entry("A", "a\0b"), "section ENVV: bad value of key A");
    env(
        "a value that is not UTF-8",
        entry(utf8("A"), new byte[] {-1}),
        "section ENVV: bad value of key A");
    env("a name with a digit first", entry("1A", "x"), "section ENVV: unknown key 1A");
    env("a name with a hyphen", entry("A-B", "x"), "section ENVV: unknown key A-B");
    env("a name with a space", entry("A B", "x"), "section ENVV: unknown key ?");
    env("a name that is not ASCII", entry("Ä", "x"), "section ENVV: unknown key ?");
  }

  private void lims(String name, byte[] table, String sentence) {
    add(
        "LIMS: " + name,
        code(image(REQS, META).section("LIMS", CRITICAL, table)).bytes(),
        sentence);
  }

  private void limits() {
    String key = "function.timeout_ms";
    lims("least", entry(key, 10), OK);
    lims("most", entry(key, 900_000), OK);
    lims("less than least", entry(key, 9), "section LIMS: bad value of key " + key);
    lims("more than most", entry(key, 900_001), "section LIMS: bad value of key " + key);
    lims("2^32 + 10", entry(key, (1L << 32) + 10), "section LIMS: bad value of key " + key);
    lims("2^64 - 1", entry(key, -1L), "section LIMS: bad value of key " + key);
    lims("not 8 bytes", entry(key, "10"), "section LIMS: bad value of key " + key);
    lims("no byte", entry(key, ""), "section LIMS: bad value of key " + key);
    lims(
        "an option of scope firmware",
        entry("js.heap_bytes", 65536),
        "section LIMS: unknown key js.heap_bytes");
    lims(
        "an option of scope cli",
        entry("build.source", 1),
        "section LIMS: unknown key build.source");
    lims(
        "the start of an option's key",
        entry("function.timeout_m", 10),
        "section LIMS: unknown key function.timeout_m");
    lims("an unknown key that is no number either", entry("x", "y"), "section LIMS: unknown key x");
  }
}
