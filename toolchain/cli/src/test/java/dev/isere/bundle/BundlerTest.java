/*
 * Tests of what a handler's file has to be before anything is started.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.document.Errors;
import dev.isere.project.Options;
import dev.isere.project.PortKind;
import dev.isere.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlerTest {
  @TempDir private Path folder;

  private String refusal(Path handler) {
    Options options = Options.of(PortKind.LAPTOP, Map.of());
    Project project = new Project(handler, "x", options, Map.of());
    Bundler bundler = new Bundler(command -> fail("started " + command));
    Diagnostic error = Errors.only(() -> bundler.bundle(project));
    return error.message();
  }

  private void assertRefused(String ending, String name, String content) throws IOException {
    String message = refusal(Files.writeString(folder.resolve(name), content));
    assertTrue(message.endsWith(ending), message);
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    assertRefused(" is empty", "a.js", "");
    assertRefused(" is empty", "a.js", "\n\t \n");
  }

  @Test
  void refusesANul() throws IOException {
    assertRefused(" holds a NUL character", "a.js", "export const handler = '\0'");
  }

  @Test
  void refusesAnotherLanguage() throws IOException {
    assertRefused(" is not JavaScript", "a.py", "print(1)");
    assertRefused(" is not JavaScript", "handler", "x");
  }

  @Test
  void refusesANameThatEsbuildWouldTakeForItsOwnSyntax() throws IOException {
    for (String name : List.of("a=b.js", "a*.js")) {
      String message = refusal(Files.writeString(folder.resolve(name), "x"));
      assertTrue(message.startsWith("a handler's file name cannot hold"), message);
    }
  }

  @Test
  void refusesAFolderAndADevice() throws IOException {
    assertTrue(
        refusal(Files.createDirectory(folder.resolve("d.js"))).endsWith("is a folder, not a file"));
    assertEquals(
        "/dev/null is a pipe, a socket or a device, not a file", refusal(Path.of("/dev/null")));
  }
}
