// curl, as a second client that knows nothing of the first.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import dev.isere.tests.support.Child;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Runs curl. */
final class Curl {
  private final String base;
  private final Path folder;

  Curl(InetSocketAddress address, Path folder) {
    this.base = "http://" + address.getHostString() + ":" + address.getPort();
    this.folder = folder;
  }

  /** Sends a request as tests/contract/README.md describes it. */
  Response send(Map<String, Object> request) throws IOException {
    Path head = folder.resolve("curl.head");
    Path body = folder.resolve("curl.body");
    Files.deleteIfExists(body);
    List<String> arguments =
        new ArrayList<>(
            List.of("-D", head.toString(), "-o", body.toString(), "--globoff", "--path-as-is"));
    String method = (String) request.getOrDefault("method", "GET");
    arguments.addAll(method.equals("HEAD") ? List.of("--head") : List.of("-X", method));
    Yaml.map(request.get("headers"))
        .forEach(
            (name, values) ->
                Yaml.list(values).forEach(v -> arguments.addAll(List.of("-H", name + ": " + v))));
    byte[] sent = body(request);
    if (sent.length > 0) {
      Path data = Files.write(folder.resolve("curl.data"), sent);
      arguments.addAll(List.of("--data-binary", "@" + data));
      if (!Yaml.map(request.get("headers")).keySet().stream()
          .anyMatch("content-type"::equalsIgnoreCase)) {
        arguments.addAll(List.of("-H", "Content-Type:"));
      }
    }
    run(arguments, (String) request.getOrDefault("path", "/"));
    List<String> lines = Files.readAllLines(head, java.nio.charset.StandardCharsets.ISO_8859_1);
    List<Response.Header> headers =
        lines.stream()
            .skip(1)
            .filter(l -> l.contains(":"))
            .map(l -> l.split(":", 2))
            .map(l -> new Response.Header(l[0], l[1].strip()))
            .toList();
    byte[] received = Files.exists(body) ? Files.readAllBytes(body) : new byte[0];
    return new Response(Integer.parseInt(lines.get(0).split(" ")[1]), "", headers, received);
  }

  private static byte[] body(Map<String, Object> request) {
    if (request.get("base64") instanceof String base64) {
      return Base64.getDecoder().decode(base64);
    }
    return request.get("body") instanceof String text
        ? text.getBytes(java.nio.charset.StandardCharsets.UTF_8)
        : new byte[0];
  }

  /** Runs curl on a path and gives what it writes to stdout. */
  List<String> run(List<String> arguments, String path) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "--http1.1", "--max-time", "30", "--noproxy", "*"));
    command.addAll(arguments);
    command.add(base + path);
    Child curl = new Child(new ProcessBuilder(command));
    int exit = curl.await();
    if (exit != 0) {
      throw new AssertionError(command + ": exit code " + exit + "\n" + curl.output());
    }
    return curl.out();
  }
}
