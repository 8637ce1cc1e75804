/*
 * Finds the file that a person means by HANDLER.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.project;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import dev.isere.diagnostic.Suggestion;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the file that a person means by HANDLER: a file, or a folder that holds one. */
final class HandlerFinder {
  static final String CONFIG_FILE = "isere.yaml";
  private static final List<String> USUAL_NAMES =
      List.of("handler.js", "handler.mjs", "handler.ts");

  private HandlerFinder() {}

  /** The isere.yaml of a HANDLER: in the folder, or beside the file. */
  static Optional<Path> configOf(Path handlerOrFolder) {
    Path absolute = handlerOrFolder.toAbsolutePath().normalize();
    Path folder = Files.isDirectory(absolute) ? absolute : absolute.getParent();
    return Optional.ofNullable(folder)
        .map(parent -> parent.resolve(CONFIG_FILE))
        .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * The handler's file.
   *
   * @param handlerOrFolder as the person gave it
   * @param configured what isere.yaml says, relative to it
   */
  static Path find(Path handlerOrFolder, Optional<String> configured) {
    Path absolute = handlerOrFolder.toAbsolutePath().normalize();
    if (!Files.exists(absolute)) {
      throw IsereException.failed(missing(absolute));
    }
    if (!Files.isDirectory(absolute)) {
      return absolute;
    }
    return configured.map(absolute::resolve).map(Path::normalize).orElseGet(() -> usual(absolute));
  }

  /** Where isere.yaml and the handler are looked for. */
  static Set<Path> places(Path handlerOrFolder) {
    Path absolute = handlerOrFolder.toAbsolutePath().normalize();
    Set<Path> places = new LinkedHashSet<>();
    if (Files.isDirectory(absolute)) {
      places.add(absolute.resolve(CONFIG_FILE));
      USUAL_NAMES.stream().map(absolute::resolve).forEach(places::add);
    } else {
      places.add(absolute.resolveSibling(CONFIG_FILE));
      places.add(absolute);
    }
    return places;
  }

  private static Diagnostic missing(Path file) {
    Diagnostic error = Diagnostic.error("there is no " + TextFiles.displayName(file));
    Optional<Path> folder = Optional.ofNullable(file.getParent()).filter(Files::isDirectory);
    return folder
        .flatMap(parent -> similarFile(parent, file.getFileName().toString()))
        .map(found -> error.withHelp("did you mean `" + TextFiles.displayName(found) + "`?"))
        .orElseGet(() -> error.withHelp("HANDLER is a file that exports `handler`, or its folder"));
  }

  private static Optional<Path> similarFile(Path folder, String name) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(found -> !found.equals(name))
              .sorted()
              .toList();
      return Suggestion.closest(name, names).map(folder::resolve);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Path usual(Path folder) {
    return USUAL_NAMES.stream()
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> IsereException.failed(nothingIn(folder)));
  }

  private static Diagnostic nothingIn(Path folder) {
    List<String> places =
        Stream.concat(Stream.of(CONFIG_FILE), USUAL_NAMES.stream())
            .map(name -> TextFiles.displayName(folder.resolve(name)))
            .toList();
    String name = TextFiles.displayName(folder);
    return Diagnostic.error(
            name.equals(".") ? "no handler in this folder" : "no handler in the folder " + name)
        .withLookedIn(places)
        .withHelp("name the file that exports `handler`");
  }
}
