// Sends the requests of contract cases and judges what comes back.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isere.tests.contract.Contract.Exchange;
import dev.isere.tests.support.Escapes;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Wire;
import dev.isere.tests.support.Yaml;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Java's own HTTP client; requests that it would not send go over a plain socket. */
final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InetSocketAddress address;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Client(InetSocketAddress address) {
    this.address = address;
  }

  /** Starts an exchange; the future ends with the response. */
  CompletableFuture<Response> start(Exchange exchange) {
    Map<String, Object> request = exchange.request();
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

  /** What is wrong with a response; null when it is as expected. */
  static String mismatch(Map<String, Object> expected, Response response) {
    if (response == null) {
      return "the connection was closed";
    }
    if (!expected.getOrDefault("status", 200).equals(response.status())) {
      return "another status: " + response.status();
    }
    for (Map.Entry<String, Object> header : Yaml.map(expected.get("headers")).entrySet()) {
      List<String> want =
          Yaml.list(header.getValue()).stream().map(v -> Escapes.wire("" + v)).toList();
      if (!response.all(header.getKey()).equals(want)) {
        return "another " + header.getKey() + ": " + response.all(header.getKey());
      }
    }
    return body(expected, response) ? null : "another body";
  }

  private static boolean body(Map<String, Object> expected, Response response) {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    if (expected.containsKey("json")) {
      try {
        return JSON.readTree(text).equals(JSON.valueToTree(expected.get("json")));
      } catch (JsonProcessingException e) {
        return false;
      }
    }
    if (expected.get("base64") instanceof String base64) {
      return base64.equals(Base64.getEncoder().encodeToString(response.body()));
    }
    if (expected.get("matches") instanceof String pattern) {
      return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).matches();
    }
    return !expected.containsKey("body") || text.equals("" + expected.get("body"));
  }
}
