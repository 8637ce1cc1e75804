// Holds the two readers of function images against the same files.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.isere.image.ImageReader;
import dev.isere.image.ImageRefusedException;
import dev.isere.tests.image.ImageCases.ImageCase;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Files are generated, the same ones every time, into target/work/image; both readers give the same
 * sentences.
 */
class ImageAgreementTest {

  @TestFactory
  Stream<DynamicNode> table() throws IOException {
    List<ImageCase> cases = ImageCases.all();
    assertEquals(
        cases.size(), cases.stream().map(ImageCase::name).distinct().count(), "names occur twice");
    List<String> fromC = judgeInC("table", cases.stream().map(ImageCase::bytes).toList());
    List<DynamicNode> tests = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      ImageCase it = cases.get(i);
      String inC = fromC.get(i);
      tests.add(
          dynamicContainer(
              it.name(),
              Stream.of(
                  dynamicTest(
                      it.name() + ": in Java",
                      () -> assertEquals(it.sentence(), judgeInJava(it.bytes()))),
                  dynamicTest(it.name() + ": in C", () -> assertEquals(it.sentence(), inC)))));
    }
    return tests.stream();
  }

  @Test
  void everyTruncationIsRefusedAlike() throws IOException {
    byte[] whole = ImageCases.small();
    List<byte[]> images = new ArrayList<>();
    for (int length = 0; length < whole.length; length++) {
      images.add(java.util.Arrays.copyOf(whole, length));
    }
    allRefusedAlike("truncated", images);
  }

  @Test
  void everyFlippedBitIsRefusedAlike() throws IOException {
    allRefusedAlike("flipped", flipped(false));
  }

  /**
   * The hash put right again, so that every check behind it is met: what is accepted is accepted by
   * both.
   */
  @Test
  void everyFlippedBitWithTheRightHashIsJudgedAlike() throws IOException {
    List<byte[]> images = flipped(true);
    List<String> inC = judgeInC("rehashed", images);
    int refused = 0;
    for (int i = 0; i < images.size(); i++) {
      String inJava = judgeInJava(images.get(i));
      assertEquals(inJava, inC.get(i), "bit " + i);
      refused += inJava.equals(ImageCases.OK) ? 0 : 1;
    }
    assertTrue(refused > images.size() / 2, "only " + refused + " refused");
  }

  private static List<byte[]> flipped(boolean rehash) {
    List<byte[]> images = new ArrayList<>();
    for (int bit = 0; bit < ImageCases.small().length * 8; bit++) {
      byte[] image = ImageCases.small();
      image[bit / 8] ^= (byte) (1 << bit % 8);
      images.add(rehash ? RawImage.rehash(image) : image);
    }
    return images;
  }

  private static void allRefusedAlike(String name, List<byte[]> images) throws IOException {
    List<String> inC = judgeInC(name, images);
    for (int i = 0; i < images.size(); i++) {
      String inJava = judgeInJava(images.get(i));
      assertNotEquals(ImageCases.OK, inJava, name + " " + i);
      assertEquals(inJava, inC.get(i), name + " " + i);
    }
  }

  private static String judgeInJava(byte[] image) {
    try {
      ImageReader.read(image);
      return ImageCases.OK;
    } catch (ImageRefusedException e) {
      return e.getMessage();
    }
  }

  private static List<String> judgeInC(String name, List<byte[]> images) throws IOException {
    Path folder = Home.work("image").resolve(name);
    Files.createDirectories(folder);
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < images.size(); i++) {
      Path file = folder.resolve("%05d.isere".formatted(i));
      Files.write(file, images.get(i));
      list.append(file).append('\n');
    }
    Path names = folder.resolve("list");
    Path verdicts = folder.resolve("verdicts");
    Path errors = folder.resolve("errors");
    Files.writeString(names, list);
    Process check =
        new ProcessBuilder(Home.imageCheck().toString())
            .redirectInput(names.toFile())
            .redirectOutput(verdicts.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertTrue(check.waitFor(120, TimeUnit.SECONDS), "isere-image-check hangs");
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    List<String> lines = Files.readAllLines(verdicts, StandardCharsets.UTF_8);
    assertEquals("", Files.readString(errors));
    assertEquals(images.size(), lines.size(), "verdicts");
    return lines;
  }
}
