/*
 * What goes into a function image.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.image;

import dev.isere.project.Option;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What goes into a function image.
 *
 * @param name {@code context.functionName}, 1 to 63 bytes
 * @param version {@code context.functionVersion}, 1 to 63 bytes
 * @param builder what writes the image
 * @param buildId 16 hexadecimal digits, the start of the SHA-256 of the bundled source
 * @param environment {@code process.env}, at most 256 names
 * @param limits options of scope image
 * @param engine the engine that {@code code} is bytecode for; empty when it is source text
 * @param code QuickJS bytecode or UTF-8 text, at least one byte
 */
public record ImageContent(
    String name,
    String version,
    String builder,
    String buildId,
    Map<String, String> environment,
    Map<Option, Long> limits,
    Optional<String> engine,
    byte[] code) {
  public ImageContent {
    Objects.requireNonNull(name);
    Objects.requireNonNull(version);
    Objects.requireNonNull(builder);
    Objects.requireNonNull(buildId);
    Objects.requireNonNull(engine);
    Objects.requireNonNull(code);
    environment = Map.copyOf(environment);
    limits = Map.copyOf(limits);
    for (Option option : limits.keySet()) {
      if (option.scope() != Option.Scope.IMAGE) {
        throw new IllegalArgumentException(option.key() + " does not travel with an image");
      }
    }
  }
}
