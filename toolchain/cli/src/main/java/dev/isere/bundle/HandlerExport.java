/*
 * Finds out whether a bundle exports a handler, and if not, why.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.Suggestion;
import dev.isere.document.SourceText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out whether a bundle exports {@code handler}, and if not, why. A default export may be an
 * object with a method {@code fetch}: that is for the runtime to see, unless it is a function
 * literal.
 */
final class HandlerExport {
  private static final Pattern COMMON_JS =
      Pattern.compile("^\\s*(module\\s*\\.\\s*exports\\b|exports\\s*\\.\\s*\\w+\\s*=)");
  private static final Pattern DEFAULT_FUNCTION =
      Pattern.compile("^\\s*export\\s+default\\s+(async\\b|function\\b|\\(|[\\w$]+\\s*=>)");
  private static final Pattern HANDLER =
      Pattern.compile("^(?:(?:const|let|var)\\s+handler\\b|(?:async\\s+)?function\\s+handler\\b)");
  private static final String FIX =
      "write: export const handler = async (event, context) => ({ body: 'hello' })";

  private HandlerExport() {}

  /**
   * What is wrong with the exports.
   *
   * @param entry the handler's file
   * @param metafile what esbuild says about the bundle; the entry's input has the entry's file name
   * @return empty when the bundle exports {@code handler}, or what may be an app
   */
  static Optional<Diagnostic> check(SourceText entry, String entryPath, Metafile metafile) {
    List<String> exports = metafile.exports();
    if (exports.contains("handler")) {
      return Optional.empty();
    }
    boolean isCommonJs =
        metafile.inputs().stream()
            .anyMatch(input -> input.path().equals(entryPath) && input.isCommonJs());
    if (isCommonJs || entry.text().lines().anyMatch(line -> COMMON_JS.matcher(line).find())) {
      return Optional.of(
          at(entry, COMMON_JS, entry.file() + " exports the CommonJS way")
              .withHelp(
                  "write `export const handler = ...` instead of `module.exports.handler = ...`,")
              .withHelp("and `import x from 'x'` instead of `require('x')`"));
    }
    if (exports.isEmpty() && entry.text().lines().anyMatch(line -> HANDLER.matcher(line).find())) {
      return Optional.of(
          at(entry, HANDLER, entry.file() + " has a `handler`, but does not export it")
              .withHelp("write `export` in front of it"));
    }
    if (exports.isEmpty()) {
      return Optional.of(
          Diagnostic.error(entry.file() + " exports nothing").at(entry.file()).withHelp(FIX));
    }
    if (exports.contains("default")) {
      return entry.text().lines().anyMatch(line -> DEFAULT_FUNCTION.matcher(line).find())
          ? Optional.of(
              at(entry, DEFAULT_FUNCTION, entry.file() + " has a default export, but no `handler`")
                  .withHelp(FIX))
          : Optional.empty();
    }
    Diagnostic error =
        Diagnostic.error(entry.file() + " exports no `handler`")
            .at(entry.file())
            .withNote("it exports: " + String.join(", ", exports));
    return Optional.of(
        Suggestion.closest("handler", exports)
            .map(name -> error.withHelp("did you mean `" + name + "` to be the handler?"))
            .orElseGet(() -> error.withHelp(FIX)));
  }

  /** An error at the first line that a pattern fits. */
  private static Diagnostic at(SourceText source, Pattern pattern, String message) {
    List<String> lines = source.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = pattern.matcher(lines.get(i));
      if (matcher.find()) {
        int indent = lines.get(i).length() - lines.get(i).stripLeading().length();
        return source.errorAt(i + 1, indent + 1, message);
      }
    }
    return Diagnostic.error(message).at(source.file());
  }
}
