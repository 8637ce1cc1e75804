// Reads the YAML files of cases.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Untyped YAML with checked access: a case file with a word that nobody knows fails, it is not
 * skipped over.
 */
public final class Yaml {
  private Yaml() {}

  /** The only document of a file: maps, lists, strings, numbers, booleans, null. */
  public static Object read(Path file) throws IOException {
    LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
    return new Load(settings).loadFromString(Files.readString(file));
  }

  /** {@code value} as a map whose keys are all among {@code known}. */
  public static Map<String, Object> map(Object value, Set<String> known) {
    Map<String, Object> map = map(value);
    for (String key : map.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalStateException("unknown key `" + key + "`; known: " + known);
      }
    }
    return map;
  }

  /** {@code value} as a map; an absent one is empty. */
  public static Map<String, Object> map(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> given) {
      given.forEach((key, v) -> map.put(key.toString(), v));
    } else if (value != null) {
      throw new IllegalStateException("not a map: " + value);
    }
    return map;
  }

  /** {@code value} as a list; an absent one is empty, a single value a list of one. */
  public static List<?> list(Object value) {
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> list ? list : List.of(value);
  }

  /** Nested maps flattened: {@code {http: {a: 1}}} gives {@code http.a=1}. */
  public static Map<String, Object> flat(Map<String, Object> nested) {
    Map<String, Object> out = new LinkedHashMap<>();
    nested.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?>) {
            flat(map(value)).forEach((inner, v) -> out.put(key + "." + inner, v));
          } else {
            out.put(key, value);
          }
        });
    return out;
  }
}
