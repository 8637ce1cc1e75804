// Functions that do not fit the chip.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** isere size and isere test find them, and say what to change. */
class TooBigTest {
  private static final String TAIL = "export const handler = () => ({ body: data.length })\n";

  /** {@code isere size} and {@code isere test} end with 1 and the same error. */
  private static void refused(String name, String source, String yaml, String... errors)
      throws IOException {
    Path folder = Cli.emptyFolder("too-big-" + name);
    Files.createDirectories(folder.resolve("tests"));
    Files.writeString(folder.resolve("handler.js"), source);
    Files.writeString(folder.resolve("isere.yaml"), yaml);
    Files.writeString(folder.resolve("tests/a.event.json"), "{\"event\": {}, \"expect\": {}}");
    for (List<String> command : List.of(List.of("size"), List.of("test", "--board", "m33-sim"))) {
      try (Child child = Cli.start(folder, command.toArray(String[]::new))) {
        assertEquals(1, child.await(), child.output());
        String err = String.join("\n", Cli.err(child));
        for (String error : errors) {
          assertTrue(Pattern.compile(error).matcher(err).find(), error + "\n" + child.output());
        }
      }
    }
  }

  @Test
  void aFunctionThatTakesMoreHeapThanIsSetIsToldHowMuchItTakes() throws IOException {
    refused(
        "for-its-heap",
        "const data = Array.from({ length: 3000 }, (_, i) => ({ i }))\n" + TAIL,
        "js:\n  heap_bytes: 131072\n",
        "error: the function does not fit \\S+: loading it takes [1-9]\\d\\d,\\d{3} bytes of"
            + " JavaScript heap, and js.heap_bytes is 131,072",
        "help: set js.heap_bytes: \\d{6} \\(there is room for \\d{6}\\)",
        "\n +or make it smaller: most of it is handler.js 100 %");
  }

  @Test
  void aFunctionThatTakesMoreHeapThanThereIsHasToBecomeSmaller() throws IOException {
    refused(
        "for-any-heap",
        "const data = Array.from({ length: 30000 }, (_, i) => ({ i }))\n" + TAIL,
        "",
        "error: the function does not fit \\S+: it does not load into a JavaScript heap of"
            + " \\d{3},\\d{3} bytes, and there is no room for a larger one",
        "help: make it smaller: most of it is handler.js 100 %");
  }

  @Test
  void anImageThatIsLargerThanASlotHasToBecomeSmaller() throws IOException {
    refused(
        "for-a-slot",
        "const data = '" + "x".repeat(600_000) + "'\n" + TAIL,
        "build:\n  max_source_bytes: 1000000\n",
        "error: the function does not fit \\S+: its image has 60\\d,\\d{3} bytes, a slot 520,192",
        "help: make it smaller");
  }

  @Test
  void aHeapThatLeavesNoRoomForTheRestIsToldHowLargeItCanBe() throws IOException {
    refused(
        "heap-for-ram",
        "const data = []\n" + TAIL,
        "js:\n  heap_bytes: 460000\n",
        "error: the options ask for more RAM than the 471,040 bytes that \\S+ leaves to the runtime",
        "help: js.heap_bytes is 460000; with the other options as they are it can be up to \\d{6}");
  }

  /** What is advised where there are two heaps is possible, and hardly more is. */
  @Test
  void eachOfTwoHeapsIsToldHowLargeItCanBe() throws IOException {
    ChipProject project =
        ChipProject.make(
                "two-heaps",
                "const data = Array.from({ length: 1200 }, (_, i) => ({ i }))\n" + TAIL)
            .options("js:\n  contexts: 2\n  heap_bytes: 81920\n");
    ChipProject.Said small = project.run("size");
    assertEquals(1, small.exit(), small.toString());
    Matcher advice =
        Pattern.compile("help: set js.heap_bytes: (\\d+) \\(there is room for (\\d+)\\)")
            .matcher(small.err());
    assertTrue(advice.find(), small.toString());
    long largest = Long.parseLong(advice.group(2));
    for (String bytes : List.of(advice.group(1), advice.group(2))) {
      project.options("js:\n  contexts: 2\n  heap_bytes: " + bytes + "\n");
      ChipProject.Said fits = project.run("size");
      assertEquals(0, fits.exit(), fits.toString());
    }
    project.options("js:\n  contexts: 2\n  heap_bytes: " + (largest + 2048) + "\n");
    ChipProject.Said large = project.run("size");
    assertEquals(1, large.exit(), large.toString());
    assertTrue(large.err().contains("it can be up to " + largest + "\n"), large.toString());
  }

  @Test
  void buffersThatTakeAllRamAreNamed() throws IOException {
    refused(
        "buffers-for-ram",
        "const data = []\n" + TAIL,
        "http:\n  max_connections: 4096\n",
        "error: the options ask for more RAM than the 471,040 bytes",
        "help: lower http.max_connections, ");
  }
}
