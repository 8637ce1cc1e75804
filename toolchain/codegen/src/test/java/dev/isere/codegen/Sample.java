// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Texts of options.yaml for the tests. */
final class Sample {
  /** The project's folder; surefire says where it is. */
  static final Path ROOT = Path.of(System.getProperty("isere.home"));

  /** One option of every type, and one default per kind of port. */
  static final String ALL_TYPES =
      """
      version: 1
      options:
        - key: name
          type: string
          scope: cli
          pattern: "[a-z]+|[0-9]+"
          doc: What it is called.
        - key: env
          type: map
          scope: cli
          pattern: "[A-Z]+"
          doc: Names and texts.
        - key: log.level
          type: enum
          scope: cli
          values: [info, warn]
          default: info
          doc: The least that is told.
        - key: log.colour
          type: bool
          scope: firmware
          default: {laptop: true, pico2: false, pico: false}
          doc: Whether it is in "colour".
        - key: http.max_body_bytes
          type: int
          unit: bytes
          scope: image
          default: {laptop: 100, pico2: 50, pico: 10}
          min: 0
          max: 4294967295
          doc: Largest `body`; a larger one is a 413.
      """;

  private Sample() {}

  static List<OptionSpec> options() {
    return parse(ALL_TYPES);
  }

  static List<OptionSpec> parse(String text) {
    try {
      return OptionsFile.parse(text);
    } catch (OptionsFileException e) {
      throw new AssertionError(e.problems().toString(), e);
    }
  }

  /** The options of the project itself. */
  static List<OptionSpec> real() {
    try {
      return parse(Files.readString(ROOT.resolve(Main.SOURCE)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
