/*
 * The modules of Node.js that a function can import.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The modules of Node.js that a function can import: what of them the runtime's globals can give
 * honestly. They are bundled like files, so that no runtime has to have them. esbuild asks for them
 * as it asks a plugin.
 */
final class NodeModules {
  /** What esbuild calls the files that they are: {@code isere:node:crypto}. */
  static final String NAMESPACE = "isere";

  /** Module and what it exports, for people; {@code NodeModulesTest} compares it with the files. */
  static final Map<String, List<String>> EXPORTS = new LinkedHashMap<>();

  static {
    EXPORTS.put("node:console", List.of("debug", "error", "info", "log", "trace", "warn"));
    EXPORTS.put("node:crypto", List.of("getRandomValues", "randomUUID", "webcrypto"));
    EXPORTS.put("node:perf_hooks", List.of("performance"));
    EXPORTS.put("node:process", List.of("env"));
    EXPORTS.put(
        "node:timers", List.of("clearInterval", "clearTimeout", "setInterval", "setTimeout"));
    EXPORTS.put("node:timers/promises", List.of("setTimeout"));
    EXPORTS.put("node:url", List.of("URL", "URLSearchParams"));
    EXPORTS.put("node:util", List.of("TextDecoder", "TextEncoder"));
  }

  private NodeModules() {}

  /** A plugin, as the request {@code build} of esbuild's service describes it. */
  static Map<String, Object> plugin() {
    String filter = "^(" + String.join("|", EXPORTS.keySet()) + ")$";
    return Map.of(
        "name",
        NAMESPACE,
        "onStart",
        false,
        "onEnd",
        false,
        "onResolve",
        List.of(Map.of("id", 0, "filter", filter, "namespace", "")),
        "onLoad",
        List.of(Map.of("id", 1, "filter", filter, "namespace", NAMESPACE)));
  }

  /** The answer to a request of esbuild's; an empty one to those that are about nothing here. */
  static Map<String, Object> answer(Map<?, ?> asked) {
    return switch (String.valueOf(asked.get("command"))) {
      case "on-start" -> Map.of("errors", List.of(), "warnings", List.of());
      case "on-resolve" ->
          Map.of("id", 0, "path", asked.get("path"), "namespace", NAMESPACE, "sideEffects", false);
      case "on-load" ->
          Map.of("id", 1, "contents", source((String) asked.get("path")), "loader", "js");
      default -> Map.of();
    };
  }

  private static byte[] source(String module) {
    String name = module.substring("node:".length()).replace('/', '_') + ".js";
    try (InputStream in = NodeModules.class.getResourceAsStream("node/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
