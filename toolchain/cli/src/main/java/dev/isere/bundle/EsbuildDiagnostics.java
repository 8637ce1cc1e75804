/*
 * Puts esbuild's messages into our words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.Location;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts esbuild's messages into our words, with the place and the line of source. */
final class EsbuildDiagnostics {
  private static final Pattern UNRESOLVED = Pattern.compile("Could not resolve \"(.*)\"");
  private static final Pattern NO_LOADER =
      Pattern.compile("No loader is configured for \"(.*)\" files: (.*)");
  private static final Pattern NO_EXPORT =
      Pattern.compile("No matching export in \"isere:(.*)\" for import \"(.*)\"");
  private static final String TEXT_FILES = "." + String.join(", .", EsbuildFlags.TEXT_FILES);
  private static final int MAX_MESSAGES = 20;
  private static final long MAX_FILE_BYTES = 64L << 20;

  private final Path folder;

  /**
   * @param folder esbuild's working directory
   */
  EsbuildDiagnostics(Path folder) {
    this.folder = folder;
  }

  /** Errors first, then by file and line: esbuild's own order is that of its threads. */
  List<Diagnostic> translate(List<EsbuildMessage> messages) {
    List<Diagnostic> all = new ArrayList<>();
    messages.stream().map(this::translate).forEach(all::add);
    all.sort(
        Comparator.comparing(Diagnostic::severity)
            .thenComparing(d -> d.location().map(Location::file).orElse(""))
            .thenComparing(d -> d.location().map(Location::line).orElse(0))
            .thenComparing(d -> d.location().map(Location::column).orElse(0)));
    return all.stream().distinct().limit(MAX_MESSAGES).toList();
  }

  /** The files that messages are about, among them those that cannot be found. */
  Set<Path> files(List<EsbuildMessage> messages) {
    Set<Path> files = new LinkedHashSet<>();
    for (EsbuildMessage message : messages) {
      message
          .place()
          .ifPresent(place -> files.addAll(files(message, folder.resolve(place.file()))));
    }
    return files;
  }

  private static List<Path> files(EsbuildMessage message, Path file) {
    Matcher unresolved = UNRESOLVED.matcher(message.text());
    if (unresolved.matches() && unresolved.group(1).matches("\\.[^\0]*")) {
      return List.of(file, file.resolveSibling(unresolved.group(1)).normalize());
    }
    return List.of(file);
  }

  private Diagnostic translate(EsbuildMessage message) {
    Diagnostic diagnostic = message.isError() ? error(message) : Diagnostic.warning(message.text());
    return message.place().map(place -> located(diagnostic, place)).orElse(diagnostic);
  }

  private Diagnostic error(EsbuildMessage message) {
    Matcher unresolved = UNRESOLVED.matcher(message.text());
    if (unresolved.matches()) {
      return unresolved(unresolved.group(1), message);
    }
    Matcher loader = NO_LOADER.matcher(message.text());
    if (loader.matches()) {
      return Diagnostic.error(loader.group(2) + " is of no kind that can be imported")
          .withHelp("JavaScript, TypeScript, JSON and text (" + TEXT_FILES + ") can be");
    }
    Matcher export = NO_EXPORT.matcher(message.text());
    if (export.matches()) {
      String module = export.group(1);
      return Diagnostic.error("`" + module + "` has no `" + export.group(2) + "` here")
          .withHelp("it has: " + String.join(", ", NodeModules.EXPORTS.get(module)));
    }
    boolean isSyntax = message.place().isPresent() && !message.text().startsWith("No matching");
    return Diagnostic.error(
        isSyntax
            ? shown(message.place().get().file()) + " does not parse: " + message.text()
            : message.text());
  }

  private static Diagnostic unresolved(String what, EsbuildMessage message) {
    Diagnostic error = Diagnostic.error("cannot find `" + what + "`");
    if (NodeModules.EXPORTS.containsKey("node:" + what)) {
      return error.withHelp("write `node:" + what + "`, or install a package of that name");
    }
    if (what.startsWith("node:")
        || message.notes().stream().anyMatch(note -> note.contains("built into node"))) {
      return error
          .withHelp("it is part of Node.js, which is not there on a microcontroller")
          .withHelp("of Node.js there is: " + String.join(", ", NodeModules.EXPORTS.keySet()));
    }
    if (what.startsWith("isere:")) {
      return error.withHelp("isère has no modules: what it gives are globals (docs/handler.md)");
    }
    if (what.startsWith(".") || what.startsWith("/")) {
      return error.withHelp("a path is relative to the file that imports it");
    }
    return error.withHelp(
        "your own files begin with ./; a package has to be installed: npm install "
            + packageOf(what));
  }

  /** As {@code @scope/name} of {@code @scope/name/part}. */
  private static String packageOf(String what) {
    String[] parts = what.split("/");
    return what.startsWith("@") && parts.length > 1 ? parts[0] + "/" + parts[1] : parts[0];
  }

  private Diagnostic located(Diagnostic diagnostic, EsbuildMessage.Place place) {
    List<String> lines = lines(place.file());
    int number = place.line();
    if (lines.isEmpty() || number < 1 || number > lines.size() + 1) {
      return diagnostic.at(new Location(shown(place.file()), number, 0));
    }
    String line = number <= lines.size() ? lines.get(number - 1) : "";
    int column = column(line, place.byteColumn());
    // The end of a file is nothing to look at; what comes before it is.
    while (line.isBlank() && number > 1) {
      number--;
      line = lines.get(number - 1);
      column = line.stripTrailing().codePointCount(0, line.stripTrailing().length());
    }
    return diagnostic
        .at(new Location(shown(place.file()), number, Math.max(1, column)))
        .withSourceLine(line);
  }

  private String shown(String file) {
    return TextFiles.displayName(folder.resolve(file));
  }

  private List<String> lines(String name) {
    try {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
        return List.of();
      }
      return new String(Files.readAllBytes(file), UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static int column(String line, int byteColumn) {
    byte[] bytes = line.getBytes(UTF_8);
    String before = new String(bytes, 0, Math.min(byteColumn, bytes.length), UTF_8);
    return before.codePointCount(0, before.length()) + 1;
  }
}
