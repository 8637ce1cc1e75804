// How many functions there may be at once.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.PosixTarget;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Replaces a function that has a call under way (docs/control-messages.md). */
class ContextsLimitTest {
  private static final int CALL_MS = 3000;
  private static final String HANDLER =
      "export const handler = async (event) => {\n"
          + "  await new Promise((r) => setTimeout(r, Number(event.query.ms ?? 0)))\n"
          + "  return 'NAME'\n"
          + "}\n";
  private static final Predicate<String> REPLACED =
      line -> line.startsWith("{\"control\":1,\"state\":\"replaced\"");

  private static Path image(String name) throws IOException {
    Path handler = Cli.emptyFolder("contexts-" + name).resolve("handler.js");
    Files.writeString(handler, HANDLER.replace("NAME", name));
    return ImageBuilder.build(handler, Map.of("name", name), false);
  }

  @Test
  @Limit("js.contexts")
  void contexts() throws Exception {
    assertEquals(List.of("replaced", "old"), eventsOfReplacing(2));
    assertEquals(List.of("old", "replaced"), eventsOfReplacing(1));
  }

  /** What comes first: the answer of the old function, or the new one in its place. */
  private static List<String> eventsOfReplacing(int contexts) throws Exception {
    byte[] next = Files.readAllBytes(image("new"));
    String option = "js.contexts=" + contexts;
    String[] command = {
      Home.runtime().toString(),
      image("old").toString(),
      "--port",
      "0",
      "--control",
      "--option",
      option,
      "--log-format",
      "json"
    };
    try (Child child = new Child(new ProcessBuilder(command))) {
      InetSocketAddress address = PosixTarget.address(child.awaitOut(PosixTarget::saysListening));
      List<String> events;
      try (Wire slow = ask(address, "/?ms=" + CALL_MS);
          Wire other = ask(address, "/")) {
        assertEquals("old", other.read("GET").text());
        replace(child, next);
        if (contexts > 1) {
          child.awaitErr(REPLACED);
          assertTrue(slow.isSilent(1), child.output());
          events = List.of("replaced", slow.read("GET").text());
        } else {
          TimeUnit.MILLISECONDS.sleep(CALL_MS / 4);
          assertTrue(child.err().stream().noneMatch(REPLACED), child.output());
          String first = slow.read("GET").text();
          child.awaitErr(REPLACED);
          events = List.of(first, "replaced");
        }
      }
      try (Wire wire = ask(address, "/")) {
        assertEquals("new", wire.read("GET").text());
      }
      child.signal("TERM");
      assertEquals(0, child.await(), child.output());
      return events;
    }
  }

  private static Wire ask(InetSocketAddress address, String target) throws IOException {
    Wire wire = new Wire(address);
    wire.send(Limited.bytes("GET " + target + Limited.HOST + "\r\n"));
    return wire;
  }

  private static void replace(Child child, byte[] image) throws IOException {
    OutputStream in = child.process().getOutputStream();
    in.write(
        ByteBuffer.allocate(12 + image.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {'I', 'S', 1, 'F'})
            .putInt(1)
            .putInt(image.length)
            .put(image)
            .array());
    in.flush();
  }
}
