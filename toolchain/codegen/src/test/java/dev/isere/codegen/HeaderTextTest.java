// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderTextTest {
  private static final String TEXT = HeaderText.of(Sample.options());

  @Test
  void listsTheOptionsOfTheRuntimeOnly() {
    assertTrue(TEXT.contains("#define ISERE_OPTION_COUNT 2\n"));
    assertFalse(TEXT.contains("log_level"));
  }

  @Test
  void documentsEveryField() {
    assertTrue(
        TEXT.contains(
            """
              /**
               * Largest `body`; a larger one is a 413.
               *
               * `http.max_body_bytes`: bytes, 0 to 4294967295, default 100 (laptop) 50 (pico2) 10 (pico), scope image.
               */
              uint32_t http_max_body_bytes;
            """));
  }

  @Test
  void endsTheListWithoutABackslash() {
    assertTrue(
        TEXT.contains(
            """
            #define ISERE_OPTIONS(X) \\
              X(log_colour, "log.colour", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_LOG_COLOUR, 0u, 1u) \\
              X(http_max_body_bytes, "http.max_body_bytes", ISERE_OPTION_IMAGE, ISERE_DEFAULT_HTTP_MAX_BODY_BYTES, 0u, 4294967295u)

            """));
  }

  @Test
  void takesABoolThatKconfigLeavesOutAsFalse() {
    assertTrue(
        TEXT.contains(
            """
            #if defined(CONFIG_ISERE_LOG_COLOUR)
            #define ISERE_DEFAULT_LOG_COLOUR true
            #elif defined(CONFIG_ISERE)
            #define ISERE_DEFAULT_LOG_COLOUR false
            #else
            #define ISERE_DEFAULT_LOG_COLOUR ISERE_BY_PORT_KIND(true, false, false)
            #endif
            """));
  }

  @Test
  void saysInItsFirstLineWhatMadeIt() {
    assertEquals(
        "/* Made by isere-codegen from runtime-c/options.yaml; not to be edited."
            + " After a change there: ./check --fix-generated */",
        TEXT.lines().findFirst().orElseThrow());
    assertEquals(List.of(), TEXT.lines().filter(line -> line.endsWith(" ")).toList());
  }
}
