// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LimitsTextTest {
  private static final String TEXT = LimitsText.of(Sample.options());

  @Test
  void hasATableForEachGroup() {
    assertTrue(
        TEXT.contains(
            """
            ## `http`

            | option | what it is | values | laptop, server | Pico 2 | Pico | scope |
            |---|---|---|---|---|---|---|
            | `http.max_body_bytes` | Largest `body`; a larger one is a 413. | 0 to 4294967295 bytes | 100 | 50 | 10 | image |
            """));
  }

  @Test
  void keepsABarOutOfTheTablesOwnBars() {
    assertTrue(TEXT.contains("| text like `[a-z]+\\|[0-9]+` |"));
  }
}
