/*
 * From what a tool says when it fails to what helps.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.document.Document;
import dev.isere.document.Fields;
import dev.isere.document.Node;
import dev.isere.document.Problems;
import dev.isere.document.TextFiles;
import dev.isere.document.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table hints.yaml: from what a tool says when it fails to what helps. */
final class Hints {
  private static final String FILE = "hints.yaml";
  private static final List<String> KEYS = List.of("pattern", "message", "help", "exit");

  /**
   * What is known of a failure.
   *
   * @param message what failed, one line
   * @param help what to do, line by line
   * @param isOfMachine whether the machine lacks something
   */
  record Hint(String message, List<String> help, boolean isOfMachine) {}

  private record Entry(Pattern pattern, String message, List<String> help, boolean isOfMachine) {}

  private final List<Entry> entries;

  private Hints(List<Entry> entries) {
    this.entries = entries;
  }

  /** The table that comes with isère. */
  static Hints ofIsere() {
    try (InputStream in = Hints.class.getResourceAsStream(FILE)) {
      return new Hints(
          read(YamlReader.read(TextFiles.decode(FILE, in.readAllBytes())).orElseThrow()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Entry> read(Document document) {
    Problems problems = new Problems();
    List<Entry> entries = new ArrayList<>();
    for (Node item : ((Node.Sequence) document.root()).items()) {
      Fields fields = Fields.of(document, item, "", KEYS, problems);
      String pattern = fields.requiredText("pattern").orElse("");
      String message = fields.requiredText("message").orElse("");
      List<String> help = fields.texts("help").orElse(List.of());
      boolean isOfMachine = fields.text("exit").filter("machine"::equals).isPresent();
      entries.add(new Entry(Pattern.compile(pattern), message, help, isOfMachine));
    }
    problems.throwIfAny();
    return entries;
  }

  /** The patterns with what they are for, so that tests can try each. */
  List<String> messages() {
    return entries.stream().map(Entry::message).toList();
  }

  /**
   * The first entry of the table that fits a line.
   *
   * @param lines a whole log
   */
  Optional<Hint> find(List<String> lines) {
    for (Entry entry : entries) {
      for (String line : lines) {
        Matcher found = entry.pattern().matcher(line);
        if (found.find()) {
          return Optional.of(
              new Hint(
                  filled(entry.message(), found),
                  entry.help().stream().map(text -> filled(text, found)).toList(),
                  entry.isOfMachine()));
        }
      }
    }
    return Optional.empty();
  }

  private static String filled(String text, Matcher found) {
    String filled = text;
    for (int i = 1; i <= found.groupCount(); i++) {
      filled = filled.replace("$" + i, found.group(i) == null ? "" : found.group(i));
    }
    return filled;
  }
}
