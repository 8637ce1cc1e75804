/*
 * Names a firmware by all that goes into it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import dev.isere.board.Board;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names a firmware by all that goes into it. Two builds with the same key give the same firmware;
 * no compiler is started to make one.
 *
 * @param hex 32 hexadecimal digits
 * @param parts what it follows from
 */
public record FirmwareKey(String hex, SortedMap<String, String> parts) {
  private static final int HEX_DIGITS = 32;

  /** Changes when the way of building does. */
  private static final String WAY_OF_BUILDING = "2";

  private static final Set<String> OTHER_PORTS = Set.of("tests", "ports/posix", "ports/m33-sim");

  public FirmwareKey {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /**
   * The key of a build.
   *
   * @param home isère's own folder
   * @param app the generated application
   * @throws IsereException if something that goes into it cannot be read
   */
  public static FirmwareKey of(
      Workspace workspace, Path home, Board board, SortedMap<String, String> app) {
    SortedMap<String, String> parts = new TreeMap<>();
    parts.put("way of building", WAY_OF_BUILDING);
    ContentHash files = new ContentHash();
    app.forEach(files::add);
    parts.put("application", files.hex());
    try {
      parts.put("board", new ContentHash().addFiles(board.folder(), Set.of()).hex());
      parts.put(
          "runtime", new ContentHash().addFiles(home.resolve("runtime-c"), OTHER_PORTS).hex());
      parts.put("toolchain", toolchain(workspace.toolchain()));
      parts.put("Zephyr", workspace.zephyr().version());
      parts.putAll(sources(workspace));
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error("cannot read what the firmware is made of: " + IoReason.of(cause)),
          e);
    }
    ContentHash all = new ContentHash();
    parts.forEach(all::add);
    return new FirmwareKey(all.hex().substring(0, HEX_DIGITS), parts);
  }

  /** Zephyr and its modules are large: they are looked at side by side. */
  private static Map<String, String> sources(Workspace workspace) throws IOException {
    Map<String, String> states = new ConcurrentHashMap<>();
    ZephyrSources.of(workspace).entrySet().parallelStream()
        .forEach(
            source -> {
              try {
                states.put("sources " + source.getKey(), SourceState.of(source.getValue()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return states;
  }

  /** The compiler's file says its version without being started. */
  private static String toolchain(Toolchain toolchain) throws IOException {
    Optional<Path> compiler = toolchain.compiler();
    if (compiler.filter(Files::exists).isEmpty()) {
      return toolchain.variant() + compiler.map(path -> " " + path).orElse("");
    }
    Path real = compiler.get().toRealPath();
    BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
    return toolchain.variant() + " " + real + " " + ContentHash.state(attributes);
  }
}
