/*
 * Finds the source map of an image.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.NativeBuild;
import dev.isere.build.SourceMapFile;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import dev.isere.image.ImageReader;
import dev.isere.image.ImageRefusedException;
import dev.isere.trace.MalformedMapException;
import dev.isere.trace.SourceMap;
import dev.isere.trace.Symbolicator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds source maps: beside images, by build id.
 *
 * @param builds a folder with a folder for each board that was built for
 */
record MapFinder(Path builds) {
  private static final long MAX_IMAGE_BYTES = 256L << 20;
  private static final long MAX_MAP_BYTES = 256L << 20;
  private static final Pattern BUILD_ID = Pattern.compile("[0-9a-f]{16}");

  /** The image that was built last. */
  Path newestImage() {
    return folders().stream()
        .map(folder -> folder.resolve(NativeBuild.IMAGE_NAME))
        .filter(Files::isRegularFile)
        .max(Comparator.comparing(MapFinder::modified))
        .orElseThrow(
            () ->
                IsereException.failed(
                    Diagnostic.error("no function image to read the trace for")
                        .withLookedIn(
                            List.of(builds.resolve("*").resolve(NativeBuild.IMAGE_NAME).toString()))
                        .withHelp("name the image that ran: isere symbolicate --image FILE")));
  }

  /** Reads traces of an image, with the map that lies beside it. */
  Symbolicator ofImage(Path image) {
    String name = TextFiles.displayName(image);
    Optional<String> buildId;
    try {
      byte[] bytes = TextFiles.readBytes(image, MAX_IMAGE_BYTES);
      buildId = ImageReader.read(bytes).metadata().buildId();
    } catch (ImageRefusedException e) {
      throw new IsereException(
          ExitCode.FAILED, Diagnostic.error("image refused: " + e.getMessage()).at(name), e);
    }
    Path folder = image.toAbsolutePath().getParent();
    return buildId
        .filter(id -> BUILD_ID.matcher(id).matches())
        .map(id -> SourceMapFile.of(folder, id))
        .map(this::readBeside)
        .orElseThrow(
            () -> IsereException.failed(Diagnostic.error("the image has no build id").at(name)));
  }

  /** Reads traces of any image below {@link #builds}, by its build id. */
  Symbolicator ofBuild(String buildId) {
    if (!BUILD_ID.matcher(buildId).matches()) {
      throw IsereException.usage(
          Diagnostic.error("`" + buildId + "` is no build id: 16 hexadecimal digits are")
              .withHelp("isere inspect FILE shows that of an image"));
    }
    List<Path> places =
        folders().stream().map(folder -> SourceMapFile.of(folder, buildId)).toList();
    return places.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .map(this::read)
        .orElseThrow(
            () -> IsereException.failed(noMap(SourceMapFile.of(builds.resolve("*"), buildId))));
  }

  private Symbolicator readBeside(Path map) {
    if (!Files.exists(map)) {
      throw IsereException.failed(noMap(map));
    }
    return read(map);
  }

  /** Reads traces with a source map. Its sources stay named as the map does. */
  Symbolicator read(Path map) {
    try {
      byte[] json = TextFiles.readBytes(map, MAX_MAP_BYTES);
      return new Symbolicator(SourceMap.parse(json), UnaryOperator.identity());
    } catch (MalformedMapException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error(TextFiles.displayName(map) + " is no source map: " + e.getMessage()),
          e);
    }
  }

  private static Diagnostic noMap(Path map) {
    return Diagnostic.error("there is no source map of this image")
        .withLookedIn(List.of(TextFiles.displayName(map)))
        .withHelp("`isere build` writes it beside the image; or name one: --map FILE");
  }

  private List<Path> folders() {
    try (Stream<Path> files = Files.list(builds)) {
      return files.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      throw new IsereException(ExitCode.FAILED, Diagnostic.error(IoReason.of(e)), e);
    }
  }
}
