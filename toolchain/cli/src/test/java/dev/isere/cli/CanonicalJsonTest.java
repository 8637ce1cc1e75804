/*
 * Tests of JSON values as text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
  private static String of(String json) {
    return CanonicalJson.of(json).orElseThrow();
  }

  @Test
  void isEqualWhateverTheOrderOfKeysAndTheWhiteSpace() {
    assertEquals(
        "{\"a\":[1,true,null],\"b\":\"x\"}", of(" {\"b\": \"x\",\n\"a\":[ 1, true,null ]}"));
    assertEquals(of("\"\\u00e9\\n\""), of("\"é\\n\""));
  }

  @Test
  void keepsTheOrderOfLists() {
    assertNotEquals(of("[1,2]"), of("[2,1]"));
  }

  @Test
  void writesNumbersInOneForm() {
    assertEquals("[50,50,0,0,-1.5]", of("[50,5e1,0.0,-0,-1.50]"));
    assertEquals(of("1e300"), of("10e299"));
    assertNotEquals(of("1"), of("\"1\""));
  }

  @Test
  void takesExponentsBeyondAllBoundsAsTheyAre() {
    assertEquals("1e99999999999", of("1e99999999999"));
    assertEquals("1E+999999999", of("1e999999999"));
  }

  @Test
  void isEmptyForWhatIsNoJson() {
    assertEquals(Optional.empty(), CanonicalJson.of("{a"));
    assertEquals(Optional.empty(), CanonicalJson.of(""));
  }
}
