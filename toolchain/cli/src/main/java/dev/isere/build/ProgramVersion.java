/*
 * Asks programs for their versions.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.diagnostic.IsereException;
import dev.isere.document.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks programs for their versions, each once. */
public final class ProgramVersion implements ProgramReply {
  private static final long LIMIT_SECONDS = 20;
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(?:\\.\\d+)*");

  private final Map<List<String>, Optional<List<String>>> known = new HashMap<>();

  /** What a command says, if it ends well. */
  @Override
  public Optional<List<String>> of(List<String> command) {
    return known.computeIfAbsent(List.copyOf(command), ProgramVersion::run);
  }

  private static Optional<List<String>> run(List<String> command) {
    try (TemporaryFolder folder = TemporaryFolder.create("isere-ask")) {
      List<String> lines = new ArrayList<>();
      Path log = folder.path().resolve("log");
      Tool tool = new Tool(command, folder.path(), Map.of(), log, LIMIT_SECONDS);
      return tool.run(lines::add) == 0 ? Optional.of(lines) : Optional.empty();
    } catch (IOException | IsereException e) {
      // What does not run has no version; whoever asks says what that means.
      return Optional.empty();
    }
  }

  /** The first version in what a program says, such as {@code 3.25.1}. */
  static Optional<String> in(List<String> lines) {
    return lines.stream()
        .map(VERSION::matcher)
        .filter(Matcher::find)
        .map(Matcher::group)
        .findFirst();
  }

  /** Whether a version is another or newer; versions are numbers with points between. */
  static boolean isAtLeast(String version, String least) {
    String[] have = version.split("\\.");
    String[] want = least.split("\\.");
    for (int i = 0; i < want.length; i++) {
      int number = i < have.length ? Integer.parseInt(have[i]) : 0;
      int wanted = Integer.parseInt(want[i]);
      if (number != wanted) {
        return number > wanted;
      }
    }
    return true;
  }
}
