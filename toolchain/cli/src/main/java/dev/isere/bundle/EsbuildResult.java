/*
 * What a run of esbuild gave.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run of esbuild gave.
 *
 * @param messages errors and warnings
 * @param bundle the bundle; empty when there are errors
 * @param sourceMap its source map; empty when there are errors
 * @param metafile what it is made of, JSON; empty when there are errors
 */
record EsbuildResult(
    List<EsbuildMessage> messages, byte[] bundle, byte[] sourceMap, String metafile) {

  /** Whether there is a bundle. */
  boolean succeeded() {
    return messages.stream().noneMatch(EsbuildMessage::isError) && !metafile.isEmpty();
  }

  /** Reads the value of a packet that reports the end of a build. */
  static EsbuildResult of(Map<?, ?> end) {
    List<EsbuildMessage> messages = new ArrayList<>();
    list(end, "errors").forEach(message -> messages.add(EsbuildMessage.of(true, message)));
    list(end, "warnings").forEach(message -> messages.add(EsbuildMessage.of(false, message)));
    byte[] bundle = {};
    byte[] map = {};
    for (Object item : list(end, "outputFiles")) {
      Map<?, ?> file = (Map<?, ?>) item;
      byte[] contents = (byte[]) file.get("contents");
      if (((String) file.get("path")).endsWith(".map")) {
        map = contents;
      } else {
        bundle = contents;
      }
    }
    String metafile = end.get("metafile") instanceof String text ? text : "";
    return new EsbuildResult(List.copyOf(messages), bundle, map, metafile);
  }

  private static List<?> list(Map<?, ?> map, String key) {
    return map.get(key) instanceof List<?> list ? list : List.of();
  }
}
