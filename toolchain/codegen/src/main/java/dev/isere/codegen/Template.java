// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Text files with {{holes}} in them. */
final class Template {
  private Template() {}

  /**
   * Fills every hole of a template; a hole without a value, or a value without a hole, is our bug.
   */
  static String fill(String resource, Map<String, String> values) {
    String text = load(resource);
    for (Map.Entry<String, String> value : values.entrySet()) {
      String hole = "{{" + value.getKey() + "}}";
      if (!text.contains(hole)) {
        throw new IllegalStateException(resource + " has no " + hole);
      }
      text = text.replace(hole, value.getValue());
    }
    if (text.contains("{{")) {
      throw new IllegalStateException(resource + " has a hole that nothing fills");
    }
    return text;
  }

  private static String load(String resource) {
    try (InputStream in = Template.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no template " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
