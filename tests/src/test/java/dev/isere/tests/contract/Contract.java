// The cases of tests/contract, parsed. tests/contract/README.md describes their form.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.contract;

import dev.isere.tests.support.Target;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One topic: a folder with handlers and cases.yaml. */
record Contract(Path folder, List<Group> groups) {

  /**
   * A handler and its cases.
   *
   * @param project what goes into isere.yaml beside the handler
   * @param refusal records that a runtime must log when it refuses to load the handler; null when
   *     it loads
   */
  record Group(
      Path handler, Map<String, Object> project, List<LogLine> refusal, List<Case> cases) {}

  /**
   * A case: exchanges one after the other, or all at once.
   *
   * @param withinMs how long the whole case may take; 0 for no bound
   * @param needsHeapBytes the JavaScript heap that it cannot do without; 0: any does
   * @param log what is logged meanwhile, in order
   */
  record Case(
      String title,
      boolean together,
      List<Exchange> exchanges,
      long withinMs,
      long needsHeapBytes,
      List<LogLine> log) {}

  /** A request and what comes back. */
  record Exchange(Map<String, Object> request, Map<String, Object> response) {}

  /** A log record: its level, and what its text must contain. */
  record LogLine(String level, Pattern text) {}

  private static final Set<String> GROUP =
      Set.of("handler", "project", "needs_heap_bytes", "refused", "cases");
  private static final Set<String> CASE =
      Set.of(
          "title",
          "request",
          "response",
          "steps",
          "together",
          "within_ms",
          "needs_heap_bytes",
          "log");
  private static final Set<String> EXCHANGE = Set.of("request", "response");
  private static final Set<String> REQUEST =
      Set.of("method", "path", "headers", "body", "base64", "wire");
  private static final Set<String> RESPONSE =
      Set.of("status", "headers", "body", "json", "base64", "matches");
  private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug", "trace");

  /** What is enough for a function to begin, and to be stopped, on a target that is not slow. */
  private static final int SHORT_TIMEOUT_MS = 200;

  static Contract read(Path folder) throws IOException {
    try {
      List<Group> groups =
          Yaml.list(Yaml.read(folder.resolve("cases.yaml"))).stream()
              .map(g -> group(folder, Yaml.map(g, GROUP)))
              .toList();
      checkOrphans(folder, groups);
      return new Contract(folder, groups);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(folder.getFileName() + "/cases.yaml: " + e.getMessage(), e);
    }
  }

  private static void checkOrphans(Path folder, List<Group> groups) throws IOException {
    Set<Path> used = groups.stream().map(Group::handler).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(folder)) {
      Set<Path> orphans =
          files
              .filter(f -> f.toString().endsWith(".js") && !used.contains(f))
              .collect(Collectors.toCollection(TreeSet::new));
      if (!orphans.isEmpty()) {
        throw new IllegalStateException("no case uses " + orphans);
      }
    }
  }

  private static Group group(Path folder, Map<String, Object> map) {
    boolean refused = map.containsKey("refused");
    Map<String, Object> project = new LinkedHashMap<>(Yaml.map(map.get("project")));
    String timeoutMs = slowed(project);
    List<Case> cases = new ArrayList<>();
    Set<String> titles = new HashSet<>();
    for (Object one : Yaml.list(map.get("cases"))) {
      Case it = one(Yaml.map(one, CASE), timeoutMs, number(map, "needs_heap_bytes"));
      if (!titles.add(it.title())) {
        throw new IllegalStateException("two cases with the title: " + it.title());
      }
      cases.add(it);
    }
    if (cases.isEmpty() != refused) {
      throw new IllegalStateException(map.get("handler") + ": either cases or refused");
    }
    return new Group(
        folder.resolve(text(map, "handler")),
        project,
        refused ? log(map.get("refused"), timeoutMs) : null,
        cases);
  }

  /**
   * Gives a function with a short time limit of its own as much more time as the target needs.
   *
   * @return the limit, ms, or "" when it has none of its own
   */
  private static String slowed(Map<String, Object> project) {
    Map<String, Object> function = new LinkedHashMap<>(Yaml.map(project.get("function")));
    if (!(function.get("timeout_ms") instanceof Integer ms)) {
      return "";
    }
    int slowed = Math.max(ms, SHORT_TIMEOUT_MS * Target.current().slowness());
    function.put("timeout_ms", slowed);
    project.put("function", function);
    return Integer.toString(slowed);
  }

  private static Case one(Map<String, Object> map, String timeoutMs, long needsHeapBytes) {
    boolean together = map.containsKey("together");
    List<Exchange> exchanges =
        map.containsKey("request")
            ? List.of(exchange(map))
            : Yaml.list(map.get(together ? "together" : "steps")).stream()
                .map(e -> exchange(Yaml.map(e, EXCHANGE)))
                .toList();
    if (exchanges.isEmpty()) {
      throw new IllegalStateException(map.get("title") + ": no request");
    }
    long within = number(map, "within_ms") * Target.current().slowness();
    long heap = Math.max(needsHeapBytes, number(map, "needs_heap_bytes"));
    List<LogLine> log = log(map.get("log"), timeoutMs);
    return new Case(text(map, "title"), together, exchanges, within, heap, log);
  }

  private static Exchange exchange(Map<String, Object> map) {
    Object request = map.get("request");
    return new Exchange(
        request instanceof String line ? shortForm(line) : Yaml.map(request, REQUEST),
        Yaml.map(filled(map.get("response")), RESPONSE));
  }

  /** A value with what differs between targets in the places that name it. */
  private static Object filled(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((k, v) -> copy.put(k, filled(v)));
      return copy;
    }
    return "{board}".equals(value) ? Target.current().board() : value;
  }

  private static Map<String, Object> shortForm(String line) {
    String[] words = line.split(" ", 2);
    return Map.of("method", words[0], "path", words[1]);
  }

  private static List<LogLine> log(Object value, String timeoutMs) {
    List<LogLine> lines = new ArrayList<>();
    for (Object one : Yaml.list(value)) {
      Yaml.map(one, LEVELS)
          .forEach(
              (level, text) -> {
                String filled = ((String) text).replace("{timeout_ms}", timeoutMs);
                lines.add(new LogLine(level, Pattern.compile(filled)));
              });
    }
    return lines;
  }

  private static long number(Map<String, Object> map, String key) {
    Object value = map.getOrDefault(key, 0);
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalStateException("`" + key + "` is no number in " + map);
  }

  private static String text(Map<String, Object> map, String key) {
    if (map.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalStateException("`" + key + "` is missing in " + map);
  }
}
