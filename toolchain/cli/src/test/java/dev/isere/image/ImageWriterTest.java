/*
 * Tests of writing function images and of their requirements.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import static dev.isere.image.ImageBytes.content;
import static dev.isere.image.ImageBytes.entry;
import static dev.isere.image.ImageBytes.text;
import static dev.isere.image.ImageBytes.uint;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.isere.project.Option;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageWriterTest {
  @Test
  void writesWhatTheFormatSaysByteByByte() {
    byte[] expected =
        new ImageBytes()
            .add("REQS", 1, entry("abi", uint(1)), entry("engine", text("quickjs-x")))
            .add(
                "META",
                0,
                entry("build-id", text("0123456789abcdef")),
                entry("builder", text("isere 0.1.0")),
                entry("name", text("hello")),
                entry("version", text("1.0.0")))
            .add("ENVV", 1, entry("A", text("ü")), entry("B", text("2")))
            .add("LIMS", 1, entry("function.timeout_ms", uint(500)))
            .add("CODE", 1, new byte[] {1, 2, 3})
            .build();
    assertArrayEquals(expected, ImageWriter.write(content()));
  }

  @Test
  void readsWhatItWrites() throws ImageRefusedException {
    FunctionImage image = ImageReader.read(ImageWriter.write(content()));
    assertEquals(
        new FunctionImage.Requirements(1, Optional.of("quickjs-x"), Optional.empty(), List.of()),
        image.requirements());
    assertEquals(
        new FunctionImage.Metadata(
            "hello", "1.0.0", Optional.of("isere 0.1.0"), Optional.of("0123456789abcdef")),
        image.metadata());
    assertEquals(Map.of("A", "ü", "B", "2"), image.environment());
    assertEquals(Map.of(Option.FUNCTION_TIMEOUT_MS, 500L), image.limits());
    assertArrayEquals(new byte[] {1, 2, 3}, image.code());
    assertFalse(image.isSource());
  }

  @Test
  void refusesContentThatNoReaderWouldTake() {
    ImageContent good = content();
    ImageContent nameless =
        new ImageContent(
            "", "1", "b", good.buildId(), Map.of(), Map.of(), Optional.empty(), text("x"));
    assertThrows(IllegalArgumentException.class, () -> ImageWriter.write(nameless));
  }

  @Test
  void refusesLimitsThatDoNotTravel() {
    Map<Option, Long> firmware = Map.of(Option.JS_HEAP_BYTES, 65536L);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ImageContent("n", "1", "b", "i", Map.of(), firmware, Optional.empty(), text("x")));
  }

  private static String mismatch(FunctionImage image, FunctionImage.Offer offer) {
    return assertThrows(ImageRefusedException.class, () -> image.checkRequirements(offer))
        .getMessage();
  }

  @Test
  void holdsRequirementsAgainstWhatARuntimeHas() throws ImageRefusedException {
    byte[] modules = text("fs\0net\0");
    FunctionImage image =
        ImageReader.read(
            new ImageBytes()
                .add(
                    "REQS",
                    1,
                    entry("abi", uint(1)),
                    entry("engine", text("e1")),
                    entry("heap", uint(1000)),
                    entry("modules", modules))
                .add("META", 0, entry("name", text("f")), entry("version", text("1")))
                .add("CODE", 1, text("x"))
                .build());
    image.checkRequirements(new FunctionImage.Offer(1, "e1", 1000, List.of("net", "fs")));
    assertEquals(
        "requires runtime ABI 1; this runtime has 2",
        mismatch(image, new FunctionImage.Offer(2, "e1", 1000, List.of("fs", "net"))));
    assertEquals(
        "requires engine e1; this runtime has e2",
        mismatch(image, new FunctionImage.Offer(1, "e2", 1000, List.of("fs", "net"))));
    assertEquals(
        "requires 1000 bytes of JavaScript heap; this runtime has 999",
        mismatch(image, new FunctionImage.Offer(1, "e1", 999, List.of("fs", "net"))));
    assertEquals(
        "requires module net, which this runtime does not have",
        mismatch(image, new FunctionImage.Offer(1, "e1", 1000, List.of("fs"))));
  }
}
