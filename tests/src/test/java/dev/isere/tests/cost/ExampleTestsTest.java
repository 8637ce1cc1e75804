// The examples' own tests, as a person runs them.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code isere test} in each example, on this machine and on the emulated chip. */
class ExampleTestsTest {
  @TestFactory
  List<DynamicTest> examples() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(Home.root().resolve("examples"))) {
      for (Path folder : files.filter(Files::isDirectory).sorted().toList()) {
        for (String board : List.of("native", "m33-sim")) {
          tests.add(dynamicTest(folder.getFileName() + " on " + board, () -> run(folder, board)));
        }
      }
    }
    return tests;
  }

  private static void run(Path folder, String board) throws IOException {
    try (Child child = Cli.start(folder, "test", "--board", board)) {
      assertEquals(0, child.await(), child.output());
    }
  }
}
