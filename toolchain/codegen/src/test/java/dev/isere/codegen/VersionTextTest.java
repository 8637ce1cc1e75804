// SPDX-License-Identifier: Apache-2.0
package dev.isere.codegen;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.1.0", "12.3.45", "1.0.0-rc.1"})
  void takesTheVersionOfThePom(String version) throws IOException {
    String header = VersionText.of("<project><revision>" + version + "</revision></project>");
    assertTrue(header.contains("\n#define ISERE_VERSION \"" + version + "\"\n"), header);
  }

  @Test
  void refusesAPomWithoutOne() {
    assertThrows(IOException.class, () -> VersionText.of("<version>0.1.0</version>"));
    assertThrows(IOException.class, () -> VersionText.of("<revision>\"; x</revision>"));
  }
}
