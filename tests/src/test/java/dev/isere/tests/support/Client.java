// Sends the requests that case files describe.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Java's own HTTP client; requests that it would not send go over a plain socket. */
public final class Client {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InetSocketAddress address;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public Client(InetSocketAddress address) {
    this.address = address;
  }

  /**
   * Sends a request; the future ends with the response.
   *
   * @param request as tests/contract/README.md describes it: method, path, headers, body or base64,
   *     or wire
   */
  public CompletableFuture<Response> start(Map<String, Object> request) {
    if (request.get("wire") instanceof String wire) {
      return CompletableFuture.supplyAsync(() -> overSocket(wire));
    }
    return http.sendAsync(build(request), HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(Client::convert);
  }

  private HttpRequest build(Map<String, Object> request) {
    String host = address.getHostString() + ":" + address.getPort();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://" + host + request.getOrDefault("path", "/")))
            .timeout(PATIENCE)
            .method((String) request.getOrDefault("method", "GET"), body(request));
    Yaml.map(request.get("headers"))
        .forEach((name, values) -> Yaml.list(values).forEach(v -> builder.header(name, "" + v)));
    return builder.build();
  }

  private static HttpRequest.BodyPublisher body(Map<String, Object> request) {
    if (request.get("base64") instanceof String base64) {
      return HttpRequest.BodyPublishers.ofByteArray(Base64.getDecoder().decode(base64));
    }
    return request.get("body") instanceof String text
        ? HttpRequest.BodyPublishers.ofString(text)
        : HttpRequest.BodyPublishers.noBody();
  }

  private static Response convert(HttpResponse<byte[]> response) {
    List<Response.Header> headers = new ArrayList<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> values.forEach(v -> headers.add(new Response.Header(name, v))));
    return new Response(response.statusCode(), "", headers, response.body());
  }

  private Response overSocket(String wire) {
    try (Wire client = new Wire(address)) {
      client.send(Escapes.bytes(wire.replace("\n", "")));
      return client.read(wire.startsWith("HEAD ") ? "HEAD" : "GET");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
