/*
 * A message of esbuild.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message of esbuild.
 *
 * @param isError an error, or else a warning
 * @param text one line
 * @param place where, if it says so
 * @param notes the sentences below it; places among them are left out
 */
record EsbuildMessage(boolean isError, String text, Optional<Place> place, List<String> notes) {
  /**
   * A place in a file.
   *
   * @param file relative to esbuild's working directory
   * @param line counted from 1
   * @param byteColumn counted from 0, in bytes of UTF-8
   */
  record Place(String file, int line, int byteColumn) {}

  /** Reads the value that a packet holds for a message. */
  static EsbuildMessage of(boolean isError, Object value) {
    Map<?, ?> message = (Map<?, ?>) value;
    List<String> notes =
        message.get("notes") instanceof List<?> list
            ? list.stream()
                .map(note -> text((Map<?, ?>) note, "text"))
                .filter(text -> !text.isEmpty())
                .toList()
            : List.of();
    return new EsbuildMessage(isError, text(message, "text"), place(message), notes);
  }

  private static Optional<Place> place(Map<?, ?> message) {
    return message.get("location") instanceof Map<?, ?> at
        ? Optional.of(new Place(text(at, "file"), number(at, "line"), number(at, "column")))
        : Optional.empty();
  }

  private static String text(Map<?, ?> map, String key) {
    return map.get(key) instanceof String text ? text : "";
  }

  private static int number(Map<?, ?> map, String key) {
    return map.get(key) instanceof Integer number ? number : 0;
  }
}
