// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One option of options.yaml.
 *
 * @param key {@code name} or {@code group.name}
 * @param unit {@link Unit#NONE} for everything but an int
 * @param defaults a Long, Boolean or String for every kind of port, or empty
 * @param range of an int
 * @param pattern of a string or of a map's names: the regular expression that the whole of it
 *     matches
 * @param values of an enum, in the order of the file
 * @param doc one paragraph on one line
 */
record OptionSpec(
    String key,
    OptionType type,
    Unit unit,
    Scope scope,
    Map<PortKind, Object> defaults,
    Optional<Range> range,
    Optional<String> pattern,
    List<String> values,
    String doc) {

  /** Inclusive bounds. */
  record Range(long min, long max) {
    boolean contains(long value) {
      return min <= value && value <= max;
    }
  }

  OptionSpec {
    if (!defaults.isEmpty()) {
      defaults = Collections.unmodifiableMap(new EnumMap<>(defaults));
    }
    values = List.copyOf(values);
  }

  /** The key's part before the dot; empty for an option at the top. */
  String group() {
    return key.contains(".") ? key.substring(0, key.indexOf('.')) : "";
  }

  /** The key's part behind the dot. */
  String name() {
    return key.substring(key.indexOf('.') + 1);
  }

  /** The field in C: {@code http_max_headers}. */
  String field() {
    return key.replace('.', '_');
  }

  /** The constant in C, Kconfig and Java: {@code HTTP_MAX_HEADERS}. */
  String constant() {
    return field().toUpperCase(Locale.ROOT);
  }

  /** True when the runtime has this option. */
  boolean isRuntime() {
    return scope == Scope.IMAGE || scope == Scope.FIRMWARE;
  }

  Optional<Object> defaultFor(PortKind kind) {
    return Optional.ofNullable(defaults.get(kind));
  }

  /** True when all kinds of port have the same default. */
  boolean hasOneDefault() {
    return defaults.values().stream().distinct().count() == 1;
  }
}
