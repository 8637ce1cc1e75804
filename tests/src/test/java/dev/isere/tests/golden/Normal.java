// Takes out of a screen what differs from run to run and from machine to machine.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.golden;

import dev.isere.tests.support.Home;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules of normalisation; tests/golden/README.md lists them. */
public final class Normal {
  private static final Map<Pattern, String> RULES = new LinkedHashMap<>();

  static {
    RULES.put(Pattern.compile("\\b[0-9a-f]{64}\\b"), "<SHA-256>");
    RULES.put(Pattern.compile("\\bquickjs-\\d{4}-\\d\\d-\\d\\d-[0-9a-f]{8}\\b"), "<ENGINE>");
    RULES.put(Pattern.compile("\\b[0-9a-f]{16}\\b"), "<BUILD-ID>");
    RULES.put(Pattern.compile("\\b[0-9a-f]{8}-[0-9a-f]{8}\\b"), "<REQUEST-ID>");
    RULES.put(Pattern.compile("(?<=http://127\\.0\\.0\\.1:)\\d+"), "<PORT>");
    RULES.put(Pattern.compile("[^\\s`=]*/isere-(run|bundle)-\\d+"), "<TEMP>");
    RULES.put(Pattern.compile("[^\\s`]*/isere/esbuild/[^\\s`]*/esbuild"), "<ESBUILD>");
    RULES.put(Pattern.compile("(?<=built in )\\d+(?= s)"), "<SECONDS>");
    RULES.put(
        Pattern.compile("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} [\\d:]{8} GMT"), "<DATE>");
    RULES.put(Pattern.compile("(isere-runtime\\s+)[\\d,]+(?= bytes)"), "$1<SIZE>");
    RULES.put(Pattern.compile("(isere-runtime\",\"bytes\":)\\d+"), "$1<SIZE>");
  }

  private Normal() {}

  /** Lines as one text. */
  public static String lines(List<String> lines, Path work) {
    if (lines.isEmpty()) {
      return "";
    }
    String text = String.join("\n", lines) + "\n";
    text = text.replace(work.toString(), "<WORK>").replace(Home.root().toString(), "<ROOT>");
    for (Map.Entry<Pattern, String> rule : RULES.entrySet()) {
      text = rule.getKey().matcher(text).replaceAll(rule.getValue());
    }
    return text;
  }
}
