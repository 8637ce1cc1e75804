// What a run depends on.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** A run depends on its input alone: not on the time of day, nor on which tests came before. */
class RepeatableTest {
  private static final String HANDLER =
      "const loaded = [Math.random(), Date.now()]\n"
          + "export const handler = () => {\n"
          + "  const size = 1 + Math.floor(Math.random() * 1000)\n"
          + "  const drawn = [...crypto.getRandomValues(new Uint8Array(8))]\n"
          + "  return { loaded, now: Date.now(), size, drawn, text: 'x'.repeat(Date.now() % 1000) }\n"
          + "}\n";

  @Test
  void eachBootIsLikeTheFirst() throws IOException {
    ChipProject project =
        ChipProject.make("repeatable", HANDLER)
            .event("first", "{\"event\": {}}")
            .event("second", "{\"event\": {}}");
    ChipProject.Said written = project.run("test", "--board", "m33-sim", "--update");
    assertEquals(0, written.exit(), written.toString());
    assertEquals(snapshot(project, "first"), snapshot(project, "second"));

    ChipProject.Said again = project.run("test", "--board", "m33-sim");
    assertEquals(0, again.exit(), again.toString());
    assertEquals(written.out(), again.out());
    String[] lines = again.out().split("\n");
    assertEquals(lines[1].replace("first ", "second"), lines[2]);
  }

  private static String snapshot(ChipProject project, String name) throws IOException {
    return Files.readString(project.folder().resolve("tests/" + name + ".snapshot.json"));
  }
}
