// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KconfigTextTest {
  private static final String TEXT = KconfigText.of(Sample.options());

  @Test
  void givesEveryKindOfPortItsDefault() {
    assertTrue(
        TEXT.contains(
            """
            config ISERE_HTTP_MAX_BODY_BYTES
            \tint "http.max_body_bytes, bytes: Largest body"
            \trange 0 4294967295
            \tdefault 50 if ISERE_PORT_KIND_PICO2
            \tdefault 10 if ISERE_PORT_KIND_PICO
            \tdefault 100
            \thelp
            \t  Largest `body`; a larger one is a 413.
            """));
  }

  @Test
  void writesBoolsAndQuotesAsKconfigWantsThem() {
    assertTrue(
        TEXT.contains(
            """
            config ISERE_LOG_COLOUR
            \tbool "log.colour: Whether it is in 'colour'"
            \tdefault n if ISERE_PORT_KIND_PICO2
            \tdefault n if ISERE_PORT_KIND_PICO
            \tdefault y
            """));
  }
}
