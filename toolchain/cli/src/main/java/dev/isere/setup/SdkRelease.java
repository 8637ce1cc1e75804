/*
 * The C compiler that can be fetched.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.SourceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The release of the Zephyr SDK that sdk.lock names.
 *
 * @param version as {@code 0.17.4}
 * @param url the address that a file name goes behind
 * @param hosts for each kind of machine its archives; the first one holds the SDK's folder
 */
record SdkRelease(String version, String url, Map<String, List<Archive>> hosts) {
  private static final String HEAD = "sdk";

  /**
   * A file to fetch.
   *
   * @param sha256 64 hexadecimal digits
   */
  record Archive(String file, String sha256) {}

  /** The kind of machine, as {@code linux-x86_64}, from Java's names. */
  static String host(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "macos" : osName;
    String arch =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch64";
          default -> osArch;
        };
    return os.toLowerCase(Locale.ROOT).replace(' ', '-') + "-" + arch;
  }

  /** The name of the folder it unpacks to. */
  String folder() {
    return "zephyr-sdk-" + version;
  }

  /**
   * Reads an sdk.lock: lines {@code key = value} under heads in brackets.
   *
   * @throws IsereException if it is not of that form
   */
  static SdkRelease parse(SourceText source) {
    Map<String, Map<String, String>> parts = new LinkedHashMap<>();
    Map<String, String> part = Map.of();
    int number = 0;
    for (String text : source.text().lines().toList()) {
      number++;
      String line = text.strip();
      int sign = line.indexOf(" = ");
      if (line.startsWith("[") && line.endsWith("]")) {
        part = new LinkedHashMap<>();
        parts.put(line.substring(1, line.length() - 1), part);
      } else if (sign > 0 && !parts.isEmpty()) {
        part.put(line.substring(0, sign), line.substring(sign + 3));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        throw IsereException.failed(source.errorAt(number, 1, "this line says nothing"));
      }
    }
    Map<String, String> head = parts.getOrDefault(HEAD, Map.of());
    Map<String, List<Archive>> hosts = new LinkedHashMap<>();
    parts.forEach(
        (name, files) -> {
          if (!name.equals(HEAD)) {
            hosts.put(name, archives(source, files));
          }
        });
    if (!head.containsKey("version") || !head.containsKey("url")) {
      throw IsereException.failed(Diagnostic.error(source.file() + " names no version and url"));
    }
    return new SdkRelease(head.get("version"), head.get("url"), hosts);
  }

  private static List<Archive> archives(SourceText source, Map<String, String> files) {
    List<Archive> archives = new ArrayList<>();
    files.forEach(
        (file, sha256) -> {
          if (!sha256.matches("[0-9a-f]{64}") || !file.matches("[A-Za-z0-9._-]+")) {
            throw IsereException.failed(
                Diagnostic.error(source.file() + ": no SHA-256 of a file: " + file));
          }
          archives.add(new Archive(file, sha256));
        });
    return archives;
  }
}
