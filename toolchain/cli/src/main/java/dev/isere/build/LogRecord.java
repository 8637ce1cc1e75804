/*
 * One record of the runtime's log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.diagnostic.IsereException;
import dev.isere.document.JsonReader;
import dev.isere.document.Node;
import dev.isere.document.SourceText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One record of the runtime's log.
 *
 * @param level error, warn, info, debug or trace
 * @param requestId the request it belongs to
 * @param message may hold line feeds
 */
public record LogRecord(String level, Optional<String> requestId, String message) {
  private static final Pattern TEXT =
      Pattern.compile("(error|warn|info|debug|trace)(?: \\[([0-9a-f-]+)\\])? (.*)", Pattern.DOTALL);

  /**
   * Reads a line that the runtime wrote with {@code --log-format json}.
   *
   * @return empty for a line of another kind: something below the runtime wrote it
   */
  public static Optional<LogRecord> parse(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      Node root = JsonReader.read(new SourceText("log", line)).root();
      return text(root, "level")
          .flatMap(
              level ->
                  text(root, "message")
                      .map(message -> new LogRecord(level, text(root, "requestId"), message)));
    } catch (IsereException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a record that the runtime wrote with {@code --log-format text}, as a board does; it has
   * as many lines as its message.
   *
   * @return empty for text of another kind
   */
  public static Optional<LogRecord> parseText(String text) {
    Matcher found = TEXT.matcher(text);
    return found.matches()
        ? Optional.of(
            new LogRecord(found.group(1), Optional.ofNullable(found.group(2)), found.group(3)))
        : Optional.empty();
  }

  private static Optional<String> text(Node root, String key) {
    return root instanceof Node.Mapping mapping
            && mapping.find(key).orElse(null) instanceof Node.Scalar scalar
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  /** Whether it reports an error. */
  public boolean isError() {
    return level.equals("error");
  }

  /** As the runtime writes it with {@code --log-format text}. */
  @Override
  public String toString() {
    return head() + message;
  }

  /** What stands before the message, as {@code error [1a2b3c4d-00000001] }. */
  public String head() {
    return level + requestId.map(id -> " [" + id + "] ").orElse(" ");
  }
}
