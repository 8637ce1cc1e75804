/*
 * What helps with the mistakes that people make first.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.trace;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What helps with the mistakes that people make first: those of somebody who is used to Node.js, to
 * browsers or to Express. Read from what the engine says and the line of source that it is about.
 */
final class FirstMistakes {
  private static final Pattern NOT_DEFINED =
      Pattern.compile("ReferenceError: '?([A-Za-z_$][\\w$]*)'? is not defined");
  private static final Pattern NOT_A_FUNCTION = Pattern.compile("TypeError: .*not a function");
  private static final Pattern EXPRESS =
      Pattern.compile(
          "\\b(?:res|response)\\.(?:send|json|end|status|write|writeHead|setHeader)\\s*\\(");
  private static final Pattern CONSOLE = Pattern.compile("\\bconsole\\.(\\w+)\\s*\\(");
  private static final Pattern PROCESS = Pattern.compile("\\bprocess\\.(?!env\\b)(\\w+)");
  private static final List<String> CONSOLE_METHODS =
      List.of("debug", "error", "info", "log", "trace", "warn");

  private static final String REQUESTS =
      "a function answers requests; it cannot make any of its own, so there is no `%s`";
  private static final String BROWSER = "`%s` belongs to browsers, and there is none here";
  private static final String BYTES = "`%s` is part of Node.js; bytes are Uint8Array here";
  private static final String FILES =
      "there are no files; import texts and JSON instead: import page from './page.html'";
  private static final String IMPORT = "write `import x from 'x'` at the top instead of `%s`";
  private static final String EXPORT = "write `export const handler = ...` instead of `%s`";

  private static final Map<String, String> GLOBALS =
      Map.ofEntries(
          Map.entry("fetch", REQUESTS),
          Map.entry("XMLHttpRequest", REQUESTS),
          Map.entry("WebSocket", REQUESTS),
          Map.entry("EventSource", REQUESTS),
          Map.entry("Buffer", BYTES),
          Map.entry("require", IMPORT),
          Map.entry("module", EXPORT),
          Map.entry("exports", EXPORT),
          Map.entry("__dirname", FILES),
          Map.entry("__filename", FILES),
          Map.entry("global", "write `globalThis` instead of `%s`"),
          Map.entry("setImmediate", "write `queueMicrotask` or `setTimeout` instead of `%s`"),
          Map.entry("window", BROWSER),
          Map.entry("document", BROWSER),
          Map.entry("navigator", BROWSER),
          Map.entry("localStorage", BROWSER),
          Map.entry("alert", BROWSER));

  private FirstMistakes() {}

  /**
   * What to do, line by line.
   *
   * @param message what the engine says
   * @param sourceLine the line that it is about; empty when it is unknown
   */
  static List<String> help(List<String> message, String sourceLine) {
    for (String line : message) {
      Matcher name = NOT_DEFINED.matcher(line);
      if (name.find() && GLOBALS.containsKey(name.group(1))) {
        return List.of(String.format(GLOBALS.get(name.group(1)), name.group(1)));
      }
      if (line.contains("InternalError: stack overflow")) {
        return List.of("`js.stack_bytes` in isere.yaml decides how deep calls may go");
      }
      if (line.contains("InternalError: out of memory")) {
        return List.of("`js.heap_bytes` in isere.yaml is the size of the JavaScript heap");
      }
      if (NOT_A_FUNCTION.matcher(line).find()) {
        return ofCall(sourceLine).stream().toList();
      }
    }
    return List.of();
  }

  private static Optional<String> ofCall(String sourceLine) {
    if (EXPRESS.matcher(sourceLine).find()) {
      return Optional.of(
          "a handler gets (event, context) and returns its response:"
              + " return { statusCode: 200, body: 'hello' }");
    }
    Matcher console = CONSOLE.matcher(sourceLine);
    while (console.find()) {
      if (!CONSOLE_METHODS.contains(console.group(1))) {
        return Optional.of("console has " + String.join(", ", CONSOLE_METHODS));
      }
    }
    return PROCESS.matcher(sourceLine).find()
        ? Optional.of("process is part of Node.js; here it has `process.env` and nothing else")
        : Optional.empty();
  }
}
