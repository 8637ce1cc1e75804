/*
 * A function as its person described it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.project;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A function as its person described it: checked, complete, unchangeable.
 *
 * @param handler the file that exports {@code handler}, absolute
 * @param name the function's name
 * @param options a value for every option
 * @param explicit the options that isere.yaml or a flag set
 */
public record Project(Path handler, String name, Options options, Map<Option, Object> explicit) {
  public Project {
    if (!handler.isAbsolute()) {
      throw new IllegalArgumentException("not absolute: " + handler);
    }
    Map<Option, Object> copy = new EnumMap<>(Option.class);
    copy.putAll(explicit);
    explicit = Collections.unmodifiableMap(copy);
  }

  /** The options that travel with the image: those of scope image that were set. */
  public SortedMap<Option, Long> imageLimits() {
    return explicitNumbers(Option.Scope.IMAGE);
  }

  /** The options that decide what a runtime reserves when it starts and that were set. */
  public SortedMap<Option, Long> firmwareOptions() {
    return explicitNumbers(Option.Scope.FIRMWARE);
  }

  private SortedMap<Option, Long> explicitNumbers(Option.Scope scope) {
    SortedMap<Option, Long> numbers = new TreeMap<>();
    explicit.forEach(
        (option, value) -> {
          if (option.scope() == scope && value instanceof Long number) {
            numbers.put(option, number);
          }
        });
    return numbers;
  }
}
