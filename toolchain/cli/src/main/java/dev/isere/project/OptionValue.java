/*
 * Values of options as text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.project;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** Values of options as text. */
final class OptionValue {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

  private OptionValue() {}

  /**
   * What a text means as a value of an option: a Long, a Boolean or the text itself, which {@link
   * Option#complaint} will not take where a number or a truth value is wanted.
   */
  static Object parse(Option option, String text) {
    return switch (option.type()) {
      case INT -> INTEGER.matcher(text).matches() ? (Object) Long.valueOf(text) : text;
      case BOOL ->
          text.equals("true") || text.equals("false") ? (Object) text.equals("true") : text;
      case ENUM, STRING, MAP, COUNTS -> text;
    };
  }

  /** Whether a text can travel in an image: no NUL, no half of a surrogate pair. */
  static boolean isSound(String text) {
    return text.indexOf('\0') < 0 && new String(text.getBytes(UTF_8), UTF_8).equals(text);
  }
}
