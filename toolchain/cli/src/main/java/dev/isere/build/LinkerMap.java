/*
 * Reads what GNU ld says of the program that it has linked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sums up a linker map ({@code ld -Map}) by what the code is for. */
public final class LinkerMap {
  /** What code is for, by the path of its object; the first that fits counts. */
  private static final Map<String, Pattern> PARTS = parts();

  /** What is put into flash, in the port's linker script. */
  private static final Pattern IN_FLASH = Pattern.compile("\\.(text|ARM\\.exidx|data|tdata)");

  private static final Pattern OUTPUT_SECTION = Pattern.compile("^(\\.[\\w.]+)(?:\\s.*)?$");
  private static final Pattern INPUT_SECTION =
      Pattern.compile("^ +(?:\\S+ +)?0x[0-9a-f]+ +0x([0-9a-f]+) (\\S.*)$");

  private LinkerMap() {}

  private static Map<String, Pattern> parts() {
    Map<String, Pattern> parts = new LinkedHashMap<>();
    parts.put("engine", Pattern.compile(".*isere_quickjs\\.a.*"));
    parts.put("http", Pattern.compile(".*(isere_llhttp\\.a|/src/http/).*"));
    parts.put("js", Pattern.compile(".*/src/js/.*"));
    parts.put("port", Pattern.compile(".*(/ports/|isere-m33-sim\\.dir/[^/]+$).*"));
    parts.put("runtime", Pattern.compile(".*/src/.*"));
    parts.put("libc", Pattern.compile(".*\\.(a\\(.*|o)"));
    return parts;
  }

  /**
   * Bytes of flash by what they are for: engine (QuickJS), http, js (what joins the engine),
   * runtime (heap, image, loop, options, text), port, libc (and the compiler's own library), other.
   */
  public static Map<String, Long> flash(String map) {
    Map<String, Long> sums = new LinkedHashMap<>();
    PARTS.keySet().forEach(part -> sums.put(part, 0L));
    boolean inFlash = false;
    boolean begun = false;
    for (String line : map.lines().toList()) {
      begun |= line.startsWith("Linker script and memory map");
      Matcher output = OUTPUT_SECTION.matcher(line);
      if (output.matches()) {
        inFlash = begun && IN_FLASH.matcher(output.group(1)).matches();
      }
      Matcher input = INPUT_SECTION.matcher(line);
      if (inFlash && input.matches()) {
        sums.merge(part(input.group(2)), Long.parseLong(input.group(1), 16), Long::sum);
      }
    }
    sums.values().removeIf(bytes -> bytes == 0);
    return sums;
  }

  private static String part(String object) {
    return PARTS.entrySet().stream()
        .filter(part -> part.getValue().matcher(object).matches())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("other");
  }
}
