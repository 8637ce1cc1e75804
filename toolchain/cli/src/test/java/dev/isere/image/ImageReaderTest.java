/*
 * Tests of refusing function images, sentence by sentence.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import static dev.isere.image.ImageBytes.entry;
import static dev.isere.image.ImageBytes.minimal;
import static dev.isere.image.ImageBytes.sealed;
import static dev.isere.image.ImageBytes.text;
import static dev.isere.image.ImageBytes.uint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageReaderTest {
  private static String refusal(byte[] image) {
    return assertThrows(ImageRefusedException.class, () -> ImageReader.read(image)).getMessage();
  }

  private static String refusal(ImageBytes image) {
    return refusal(image.build());
  }

  /** A sound image with one byte replaced and its hash made to fit. */
  private static String refusalOf(int at, int value) {
    byte[] image = minimal().source().build();
    image[at] = (byte) value;
    return refusal(sealed(image));
  }

  @Test
  void readsTheSmallestImage() throws ImageRefusedException {
    FunctionImage image = ImageReader.read(minimal().source().build());
    assertEquals("f", image.metadata().name());
    assertEquals(
        List.of("REQS", "META", "SRCE"), image.sections().stream().map(Section::type).toList());
  }

  @Test
  void refusesEveryTruncation() {
    byte[] image = minimal().source().build();
    for (int length = 0; length < image.length; length++) {
      String reason = refusal(Arrays.copyOf(image, length));
      assertEquals(
          length < 64
              ? "the file is too short for a function image: " + length + " bytes"
              : "the image says it is " + image.length + " bytes long, but there are " + length,
          reason);
    }
  }

  @Test
  void refusesEveryFlippedBit() {
    byte[] image = minimal().source().build();
    for (int bit = 0; bit < image.length * 8; bit++) {
      byte[] damaged = image.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      refusal(damaged);
    }
  }

  @Test
  void refusesEveryFlippedBitOfASealedHeaderOrTable() {
    byte[] image = minimal().source().build();
    int tableEnd = 64 + 3 * 16;
    for (int bit = 48 * 8; bit < tableEnd * 8; bit++) {
      byte[] damaged = image.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      refusal(sealed(damaged));
    }
  }

  @Test
  void refusesBytesBehindTheEnd() {
    byte[] image = minimal().source().build();
    assertEquals(
        "the image says it is " + image.length + " bytes long, but there are " + (image.length + 8),
        refusal(Arrays.copyOf(image, image.length + 8)));
  }

  @Test
  void refusesAForeignFile() {
    assertEquals("not a function image: wrong magic", refusal(new byte[64]));
    assertEquals("not a function image: wrong magic", refusalOf(6, '\n'));
  }

  @Test
  void refusesAnotherFormat() {
    assertEquals("function image format 2; this reader knows 1", refusalOf(8, 2));
    assertEquals("the header says 65 bytes of header, not 64", refusalOf(10, 65));
  }

  @Test
  void refusesALengthThatIsNoMultipleOfEight() {
    byte[] image = Arrays.copyOf(minimal().source().build(), 161);
    image[12] = (byte) 161;
    assertEquals("the total length 161 is not a multiple of 8", refusal(sealed(image)));
  }

  @Test
  void refusesAWrongHash() {
    byte[] image = minimal().source().build();
    image[16]++;
    assertEquals("the content does not match its SHA-256", refusal(image));
  }

  @Test
  void refusesNoSectionsAndTooMany() {
    assertEquals("0 sections; an image has 1 to 16", refusalOf(48, 0));
    assertEquals("17 sections; an image has 1 to 16", refusalOf(48, 17));
    assertEquals("4278190083 sections; an image has 1 to 16", refusalOf(51, 0xff));
  }

  @Test
  void refusesReservedBytesInTheHeader() {
    assertEquals("reserved bytes are not zero", refusalOf(63, 1));
  }

  @Test
  void refusesATableBeyondTheEnd() {
    byte[] image = new byte[72];
    System.arraycopy(minimal().source().build(), 0, image, 0, 72);
    image[12] = 72;
    image[13] = 0;
    assertEquals("the section table runs past the end of the image", refusal(sealed(image)));
  }

  @Test
  void refusesUnknownCriticalSectionsAndSkipsOthers() throws ImageRefusedException {
    assertEquals("section WHAT: unknown and critical", refusal(minimal().source().add("WHAT", 1)));
    assertEquals(
        "section ??AT: unknown and critical", refusal(minimal().source().add("\u0001\u007fAT", 1)));
    assertEquals(4, ImageReader.read(minimal().source().add("NOTE", 0).build()).sections().size());
  }

  @Test
  void refusesASectionThatOccursTwice() {
    assertEquals("section SRCE: occurs twice", refusal(minimal().source().source()));
  }

  @Test
  void refusesWrongFlags() {
    assertEquals("section META: wrong flags", refusalOf(64 + 16 + 4, 1));
    assertEquals("section NOTE: wrong flags", refusal(minimal().source().add("NOTE", 2)));
  }

  @Test
  void refusesAGapAndAnOverlap() {
    assertEquals("section REQS: not where it has to be", refusalOf(64 + 8, 64 + 48 + 8));
    assertEquals("section META: not where it has to be", refusalOf(64 + 16 + 8, 64 + 48));
  }

  @Test
  void refusesASectionBeyondTheEnd() {
    assertEquals("section SRCE: runs past the end of the image", refusalOf(64 + 32 + 12, 9));
    assertEquals("section SRCE: runs past the end of the image", refusalOf(64 + 32 + 15, 0xff));
  }

  @Test
  void refusesPaddingThatIsNotZero() {
    byte[] image = minimal().source().build();
    assertEquals("section SRCE: padding is not zero", refusalOf(image.length - 1, 1));
  }

  @Test
  void refusesAnEndThatIsNotTheLastSections() {
    byte[] image = Arrays.copyOf(minimal().source().build(), 176);
    byte[] longer = Arrays.copyOf(image, image.length + 8);
    longer[12] = (byte) longer.length;
    assertEquals(
        "the sections end at byte " + minimal().source().build().length + " of " + longer.length,
        refusal(sealed(longer)));
  }

  @Test
  void refusesMissingSections() {
    assertEquals("section REQS: missing", refusal(new ImageBytes().source()));
    assertEquals(
        "section META: missing",
        refusal(new ImageBytes().add("REQS", 1, entry("abi", uint(1))).source()));
    assertEquals("section CODE: missing", refusal(minimal()));
    assertEquals("both CODE and SRCE", refusal(minimal().source().add("CODE", 1, text("x"))));
  }

  @Test
  void refusesCodeThatIsNone() {
    assertEquals("section SRCE: empty", refusal(minimal().add("SRCE", 1)));
    assertEquals("section CODE: empty", refusal(minimal().add("CODE", 1)));
    String reason = "section SRCE: not UTF-8 text, or with a NUL";
    assertEquals(reason, refusal(minimal().add("SRCE", 1, new byte[] {(byte) 0xff})));
    assertEquals(reason, refusal(minimal().add("SRCE", 1, new byte[] {'a', 0})));
  }

  private static String environmentRefusal(byte[]... records) {
    return refusal(minimal().add("ENVV", 1, records).source());
  }

  @Test
  void refusesMalformedRecords() {
    byte[] good = entry("A", text("1"));
    byte[] reserved = entry("B", text("1"));
    reserved[2] = 1;
    byte[] tooLong = entry("B", text("1"));
    tooLong[4] = 4;
    byte[] huge = entry("B", text("1"));
    Arrays.fill(huge, 4, 8, (byte) 0xff);
    byte[] padding = entry("B", text("1"));
    padding[11] = 1;
    byte[] noKey = entry("", text("1"));
    byte[] longKey = entry("B".repeat(256), text("1"));
    byte[] noText = entry(new byte[] {(byte) 0xff}, text("1"));
    byte[] cut = {1, 0, 0, 0};
    for (byte[] bad : List.of(reserved, tooLong, huge, padding, noKey, longKey, noText, cut)) {
      assertEquals("section ENVV: malformed record at byte 12", environmentRefusal(good, bad));
    }
  }

  @Test
  void refusesKeysThatAreNotInOrder() {
    String reason = "section ENVV: keys are not in order";
    assertEquals(reason, environmentRefusal(entry("B", text("")), entry("A", text(""))));
    assertEquals(reason, environmentRefusal(entry("A", text("")), entry("A", text(""))));
    assertEquals(reason, environmentRefusal(entry("AB", text("")), entry("A", text(""))));
  }

  @Test
  void refusesTooManyRecords() {
    byte[][] records = new byte[257][];
    for (int i = 0; i < records.length; i++) {
      records[i] = entry(String.format("A%03d", i), text(""));
    }
    assertEquals("section ENVV: more than 256 records", environmentRefusal(records));
  }

  @Test
  void refusesEnvironmentThatIsNone() {
    assertEquals("section ENVV: unknown key 1A", environmentRefusal(entry("1A", text(""))));
    assertEquals("section ENVV: unknown key ?", environmentRefusal(entry("A\n", text(""))));
    assertEquals(
        "section ENVV: bad value of key A", environmentRefusal(entry("A", new byte[] {0})));
  }

  @Test
  void refusesRequirementsThatItDoesNotKnow() {
    assertEquals("section REQS: missing key abi", refusal(requiring()));
    assertEquals(
        "section REQS: unknown key gpu",
        refusal(requiring(entry("abi", uint(1)), entry("gpu", uint(1)))));
    assertEquals("section REQS: bad value of key abi", refusal(requiring(entry("abi", text("1")))));
    assertEquals(
        "section REQS: bad value of key abi", refusal(requiring(entry("abi", uint(1L << 32)))));
    assertEquals(
        "section REQS: bad value of key modules",
        refusal(requiring(entry("abi", uint(1)), entry("modules", text("a")))));
    assertEquals(
        "section REQS: bad value of key modules",
        refusal(requiring(entry("abi", uint(1)), entry("modules", text("a\0\0")))));
  }

  private static ImageBytes requiring(byte[]... records) {
    return new ImageBytes()
        .add("REQS", 1, records)
        .add("META", 0, entry("name", text("f")), entry("version", text("1")))
        .source();
  }

  @Test
  void wantsAnEngineForBytecodeOnly() {
    assertEquals("section REQS: missing key engine", refusal(minimal().add("CODE", 1, text("x"))));
    assertEquals(
        "section REQS: unknown key engine",
        refusal(requiring(entry("abi", uint(1)), entry("engine", text("e")))));
  }

  private static String metadataRefusal(byte[]... records) {
    return refusal(
        new ImageBytes().add("REQS", 1, entry("abi", uint(1))).add("META", 0, records).source());
  }

  @Test
  void refusesMetadataThatIsNone() {
    byte[] version = entry("version", text("1"));
    assertEquals("section META: missing key name", metadataRefusal(version));
    assertEquals("section META: missing key version", metadataRefusal(entry("name", text("f"))));
    assertEquals("section META: bad value of key name", metadataRefusal(entry("name", text(""))));
    assertEquals(
        "section META: bad value of key name",
        metadataRefusal(entry("name", text("n".repeat(64)))));
    assertEquals(
        "section META: bad value of key build-id",
        metadataRefusal(entry("build-id", text("0123456789ABCDEF"))));
  }

  private static String limitRefusal(byte[] limit) {
    return refusal(minimal().add("LIMS", 1, limit).source());
  }

  @Test
  void refusesLimitsOutsideTheirRangeOrScope() {
    String key = "function.timeout_ms";
    assertEquals("section LIMS: bad value of key " + key, limitRefusal(entry(key, uint(9))));
    assertEquals("section LIMS: bad value of key " + key, limitRefusal(entry(key, uint(-1))));
    assertEquals("section LIMS: bad value of key " + key, limitRefusal(entry(key, text("9"))));
    assertEquals(
        "section LIMS: unknown key js.heap_bytes",
        limitRefusal(entry("js.heap_bytes", uint(65536))));
    assertEquals("section LIMS: unknown key speed", limitRefusal(entry("speed", uint(1))));
  }
}
