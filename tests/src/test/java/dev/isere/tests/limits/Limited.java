// A runtime with options that make its limits easy to reach.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.limits;

import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.PosixTarget;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Target;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Serves tests/limits/handler.js. */
final class Limited implements AutoCloseable {
  /** Ends each header section: a field that every request has, and the empty line. */
  static final String HOST = " HTTP/1.1\r\nHost: a\r\n";

  private static Path image;

  private final Target.Served served;

  private Limited(Target.Served served) {
    this.served = served;
  }

  /** Starts a runtime with options: key, value, key, value ... */
  static Limited with(Object... keysAndValues) throws IOException {
    return start(new PosixTarget(Home.runtime()), keysAndValues);
  }

  /** The same, for a test that ends it: the process that watches starts another one. */
  static Limited watched(Object... keysAndValues) throws IOException {
    return start(new PosixTarget(Home.runtime(), true), keysAndValues);
  }

  private static Limited start(PosixTarget target, Object... keysAndValues) throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      options.put(keysAndValues[i].toString(), keysAndValues[i + 1].toString());
    }
    return new Limited(target.serve(image(), options));
  }

  private static synchronized Path image() throws IOException {
    if (image == null) {
      image = ImageBuilder.build(Home.tests("limits/handler.js"), Map.of("name", "limits"), false);
    }
    return image;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A new connection. */
  Wire connect() throws IOException {
    return new Wire(served.address());
  }

  /** A connection that has sent something. */
  Wire say(String text) throws IOException {
    Wire wire = connect();
    wire.send(bytes(text));
    return wire;
  }

  /** A connection that has asked for a path. */
  Wire ask(String path) throws IOException {
    return say("GET " + path + HOST + "\r\n");
  }

  /** The response to a text on a connection of its own. */
  Response exchange(String text) throws IOException {
    try (Wire wire = say(text)) {
      return wire.read("GET");
    }
  }

  Response get(String path) throws IOException {
    return exchange("GET " + path + HOST + "\r\n");
  }

  /** Asks on a connection that is there already. */
  static Response again(Wire wire, String path) throws IOException {
    wire.send(bytes("GET " + path + HOST + "\r\n"));
    return wire.read("GET");
  }

  /** The process that was started; the one that serves is its child. */
  ProcessHandle process() {
    return served.process().orElseThrow();
  }

  /** Everything that it has written. */
  String output() {
    return served.output();
  }

  /** Everything that it has written once a text is among it, which may come after an answer. */
  String outputWith(String text) {
    for (int i = 0; i < 1000 && !output().contains(text); i++) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return output();
  }

  @Override
  public void close() throws IOException {
    served.close();
  }
}
