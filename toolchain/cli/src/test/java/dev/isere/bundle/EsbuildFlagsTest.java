/*
 * Tests of what esbuild is told.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EsbuildFlagsTest {
  private static final Pattern DECLARED = Pattern.compile("declare module '\\*\\.(\\w+)' \\{");

  @Test
  void whatIsImportedAsTextIsDeclaredForTypeScript() throws IOException {
    Path types = Path.of("../../templates/project/typescript/files.d.ts");
    List<String> declared =
        DECLARED
            .matcher(Files.readString(types, UTF_8))
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
    assertEquals(EsbuildFlags.TEXT_FILES, declared);
  }
}
