/*
 * What isere dev calls a save.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChangedFilesTest {
  private static Set<Path> paths(String... names) {
    return Stream.of(names)
        .map(name -> Path.of(name).toAbsolutePath())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static final Set<Path> KNOWN =
      paths("handler.js", "a.js", "lib/b.js", "lib/c.js", "isere.yaml");

  private static void assertNamed(String expected, String... changed) {
    assertEquals(expected, ChangedFiles.name(paths(changed), KNOWN));
  }

  @Test
  void namesOneFile() {
    assertNamed("lib/b.js", "lib/b.js");
  }

  @Test
  void namesBothOfTwo() {
    assertNamed("a.js and isere.yaml", "isere.yaml", "a.js");
  }

  @Test
  void countsMore() {
    assertNamed("a.js and 2 more", "lib/c.js", "handler.js", "a.js");
  }

  @Test
  void leavesOutAnEditorsCopy() {
    assertNamed("a.js", "a.js.tmp.1234", "a.js");
  }

  @Test
  void leavesOutTheFolderOfAFile() {
    assertNamed("lib/b.js", "lib", "lib/b.js");
    assertNamed("new/x.js", "new", "new/x.js");
  }

  @Test
  void namesWhatDecidesHowFilesAreRead() {
    assertNamed("a.js and tsconfig.json", "tsconfig.json", "a.js");
  }

  @Test
  void namesWhatIsNotKnownWhenThereIsNothingElse() {
    assertNamed("lib", "lib");
    assertNamed("handler.ts", "handler.ts");
  }

  @Test
  void namesNothingWhenNothingChanged() {
    assertNamed("");
  }
}
