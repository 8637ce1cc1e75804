// Judges responses by what case files expect.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Expectations as tests/contract/README.md describes them: status, headers, body, json, base64,
 * matches.
 */
public final class Expectation {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Expectation() {}

  /** What is wrong with a response; null when it is as expected. */
  public static String mismatch(Map<String, Object> expected, Response response) {
    if (response == null) {
      return "the connection was closed";
    }
    if (!expected.getOrDefault("status", 200).equals(response.status())) {
      return "another status: " + response.status();
    }
    for (Map.Entry<String, Object> header : Yaml.map(expected.get("headers")).entrySet()) {
      List<String> want =
          Yaml.list(header.getValue()).stream().map(v -> Escapes.wire("" + v)).toList();
      if (!response.all(header.getKey()).equals(want)) {
        return "another " + header.getKey() + ": " + response.all(header.getKey());
      }
    }
    return body(expected, response) ? null : "another body";
  }

  private static boolean body(Map<String, Object> expected, Response response) {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    if (expected.containsKey("json")) {
      try {
        return JSON.readTree(text).equals(JSON.valueToTree(expected.get("json")));
      } catch (JsonProcessingException e) {
        return false;
      }
    }
    if (expected.get("base64") instanceof String base64) {
      return base64.equals(Base64.getEncoder().encodeToString(response.body()));
    }
    if (expected.get("matches") instanceof String pattern) {
      return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).matches();
    }
    return !expected.containsKey("body") || text.equals("" + expected.get("body"));
  }
}
