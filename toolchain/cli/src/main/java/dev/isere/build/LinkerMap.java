/*
 * Reads what GNU ld says of the program that it has linked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sums up a linker map ({@code ld -Map}) of a Cortex-M's program by what the code is for. */
public final class LinkerMap {
  /** What code is for, by the path of its object; the first that fits counts. */
  private static final Map<String, Pattern> PARTS = parts();

  private static final Pattern OUTPUT_SECTION = Pattern.compile("^([A-Za-z_.][\\w.]*)(?:\\s.*)?$");

  /** A name, which may have a line of its own; address; length; object. */
  private static final Pattern INPUT_SECTION =
      Pattern.compile("^ +(?:\\S+ +)?0x([0-9a-f]+) +0x([0-9a-f]+) (\\S.*)$");

  private static final Pattern NOT_IN_MEMORY =
      Pattern.compile("\\.(debug|comment|stab|ARM\\.attributes|gnu\\.).*");
  private static final String LOADED_FROM = "load address 0x";

  /** Code and constants lie below, variables from here (Arm v6-M to v8-M, "System address map"). */
  private static final long RAM = 0x20000000L;

  private LinkerMap() {}

  private static Map<String, Pattern> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("engine", "isere_(quickjs|engine)\\.a");
    parts.put("http", "isere_(llhttp|http)\\.a|/src/http/");
    parts.put("js", "isere_js\\.a|/src/js/");
    parts.put("port", "isere_port\\.a|/ports/|isere-m33-sim\\.dir/[^/]+$");
    parts.put("runtime", "isere_core\\.a|/src/");
    parts.put("network", "__net|__ethernet|net_buf|zvfs");
    parts.put("usb", "[_/]usb");
    parts.put("libc", "/lib(c|gcc|m)\\.a|picolibc|libc__");
    parts.put("zephyr", "zephyr|modules/|\\.a\\(");
    parts.put("other", "");
    Map<String, Pattern> patterns = new LinkedHashMap<>();
    parts.forEach((name, pattern) -> patterns.put(name, Pattern.compile(pattern)));
    return patterns;
  }

  /**
   * Bytes of flash by what they are for: engine (QuickJS), http, js (what joins the engine: events,
   * responses, console, timers), runtime (heap, image, loop, options, text), port, libc (and the
   * compiler's own library); with Zephyr also network, usb, zephyr; other.
   */
  public static Map<String, Long> flash(String map) {
    Map<String, Long> sums = new LinkedHashMap<>();
    PARTS.keySet().forEach(part -> sums.put(part, 0L));
    List<String> lines =
        map.lines().dropWhile(l -> !l.startsWith("Linker script and memory map")).toList();
    boolean inMemory = false;
    boolean isCopied = false;
    for (int i = 0; i < lines.size(); i++) {
      Matcher output = OUTPUT_SECTION.matcher(lines.get(i));
      if (output.matches()) {
        inMemory = !NOT_IN_MEMORY.matcher(output.group(1)).matches();
        // The numbers of a long name are in the line below.
        String next = i + 1 < lines.size() ? lines.get(i + 1) : "";
        isCopied = (lines.get(i) + next).contains(LOADED_FROM);
      }
      Matcher input = INPUT_SECTION.matcher(lines.get(i));
      if (inMemory && input.matches() && !input.group(3).startsWith("load address")) {
        boolean inFlash = Long.parseLong(input.group(1), 16) < RAM || isCopied;
        long bytes = Long.parseLong(input.group(2), 16);
        sums.merge(part(input.group(3)), inFlash ? bytes : 0, Long::sum);
      }
    }
    sums.values().removeIf(bytes -> bytes == 0);
    return sums;
  }

  private static String part(String object) {
    return PARTS.entrySet().stream()
        .filter(part -> part.getValue().matcher(object).find())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}
