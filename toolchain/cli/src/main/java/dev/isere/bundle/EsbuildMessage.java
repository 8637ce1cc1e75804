/*
 * A message of esbuild.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message of esbuild, as it prints them without colour.
 *
 * @param isError an error, or else a warning
 * @param text the first line
 * @param place where, if it says so
 * @param notes the sentences below it; places among them are left out
 */
record EsbuildMessage(boolean isError, String text, Optional<Place> place, List<String> notes) {
  private static final Pattern HEAD = Pattern.compile("^\\S+ \\[(ERROR|WARNING)\\] (.*)$");
  private static final Pattern PLACE = Pattern.compile("^    (.+):(\\d+):(\\d+):$");
  private static final Pattern RULE_NAME = Pattern.compile(" \\[[a-z][a-z-]*\\]$");

  /**
   * A place in a file.
   *
   * @param file relative to esbuild's working directory
   * @param line counted from 1
   * @param byteColumn counted from 0, in bytes of UTF-8
   */
  record Place(String file, int line, int byteColumn) {}

  /**
   * Reads what esbuild wrote to its standard error. Lines in front of the first message are
   * ignored.
   */
  static List<EsbuildMessage> parse(String output) {
    List<EsbuildMessage> messages = new ArrayList<>();
    Builder current = null;
    for (String line : output.lines().toList()) {
      Matcher head = HEAD.matcher(line);
      if (head.matches()) {
        if (current != null) {
          messages.add(current.build());
        }
        current = new Builder(head.group(1).equals("ERROR"), head.group(2));
      } else if (current != null) {
        current.take(line);
      }
    }
    if (current != null) {
      messages.add(current.build());
    }
    return messages;
  }

  private static final class Builder {
    private final boolean isError;
    private final String text;
    private final List<String> notes = new ArrayList<>();
    private Place place;

    Builder(boolean isError, String text) {
      this.isError = isError;
      this.text = RULE_NAME.matcher(text).replaceFirst("");
    }

    void take(String line) {
      Matcher at = PLACE.matcher(line);
      if (at.matches()) {
        if (place == null && notes.isEmpty()) {
          place =
              new Place(at.group(1), Integer.parseInt(at.group(2)), Integer.parseInt(at.group(3)));
        }
      } else if (line.startsWith("  ") && !line.startsWith("   ")) {
        notes.add(line.strip());
      }
    }

    EsbuildMessage build() {
      return new EsbuildMessage(isError, text, Optional.ofNullable(place), List.copyOf(notes));
    }
  }
}
