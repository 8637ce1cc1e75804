/*
 * Tests of reading what esbuild prints, with recorded output.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EsbuildMessageTest {
  @Test
  void readsAnErrorWithItsPlace() {
    assertEquals(
        List.of(
            new EsbuildMessage(
                true,
                "Could not resolve \"./nope.js\"",
                Optional.of(new EsbuildMessage.Place("h1.js", 1, 18)),
                List.of())),
        EsbuildMessage.parse(
            """
            ✘ [ERROR] Could not resolve "./nope.js"

                h1.js:1:18:
                  1 │ import { a } from './nope.js'
                    ╵                   ~~~~~~~~~~~

            """));
  }

  @Test
  void readsSeveralMessagesAndKeepsTheFirstPlaceOfEach() {
    List<EsbuildMessage> messages =
        EsbuildMessage.parse(
            """
            ✘ [ERROR] The symbol "x" has already been declared

                h6.js:1:48:
                  1 │ ...ler = () => {    let x = 1; let x = 2; re...
                    ╵                                    ^

              The symbol "x" was originally declared here:

                h6.js:1:37:
                  1 │ ... const handler = () => {    let x = 1; let x = 2;...
                    ╵                                    ^

            ▲ [WARNING] Comparison with NaN using the "===" operator here is always false [equals-nan]

                h6.js:2:7:
                  2 │  if (x === NaN) {}
                    ╵        ~~~

              Floating-point equality is defined such that NaN is never equal to anything.

            """);
    assertEquals(2, messages.size());
    assertEquals(Optional.of(new EsbuildMessage.Place("h6.js", 1, 48)), messages.get(0).place());
    assertEquals(
        new EsbuildMessage(
            false,
            "Comparison with NaN using the \"===\" operator here is always false",
            Optional.of(new EsbuildMessage.Place("h6.js", 2, 7)),
            List.of(
                "Floating-point equality is defined such that NaN is never equal to anything.")),
        messages.get(1));
  }

  @Test
  void readsAnErrorWithoutAPlace() {
    List<EsbuildMessage> messages =
        EsbuildMessage.parse("✘ [ERROR] No loader is configured for \".py\" files: x.py\n\n");
    assertEquals(Optional.empty(), messages.get(0).place());
  }

  @Test
  void readsAPathWithColonsAndSpaces() {
    List<EsbuildMessage> messages =
        EsbuildMessage.parse("✘ [ERROR] Unexpected \";\"\n\n    a b:c/x:1.js:3:0:\n      3 │ ;\n");
    assertEquals(
        Optional.of(new EsbuildMessage.Place("a b:c/x:1.js", 3, 0)), messages.get(0).place());
  }

  @Test
  void findsNothingInOtherOutput() {
    assertEquals(List.of(), EsbuildMessage.parse("panic: runtime error\n\ngoroutine 1:\n"));
  }
}
