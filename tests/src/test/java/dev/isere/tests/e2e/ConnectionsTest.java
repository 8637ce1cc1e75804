// Connections that are used again, and many at once.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.tests.support.Cli;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The hello example under several clients. */
class ConnectionsTest {
  private static final int CONNECTIONS = 64;
  private static final int PIPELINED = 100;

  private static Run run;

  @BeforeAll
  static void serve() throws IOException {
    run = Run.start("examples/hello");
  }

  @AfterAll
  static void stop() throws IOException {
    run.close();
  }

  @Test
  void curlUsesOneConnectionForManyRequests() throws IOException {
    Curl curl = new Curl(run.address(), Cli.emptyFolder("keep-alive"));
    List<String> counts =
        curl.run(List.of("-o", "/dev/null", "-w", "%{http_code} %{num_connects}\\n"), "/[1-200]");
    assertEquals(200, counts.size());
    assertEquals("200 1", counts.get(0));
    assertEquals(List.of("200 0"), counts.stream().skip(1).distinct().toList());
  }

  @Test
  void javaClientGetsThousandsOfAnswers() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (int batch = 0; batch < 40; batch++) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        URI uri = URI.create("http://127.0.0.1:" + run.address().getPort() + "/" + batch + "/" + i);
        answers.add(
            client
                .sendAsync(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertEquals("{\"hello\":\"/" + batch + "/" + i + "\"}", answers.get(i).get());
      }
    }
  }

  @Test
  void sixtyFourConnectionsWithPipelinedRequestsAreAnsweredInOrder() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Callable<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int client = i;
        clients.add(() -> pipeline(client));
      }
      for (Future<Void> client : pool.invokeAll(clients)) {
        client.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static Void pipeline(int client) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < PIPELINED; i++) {
      requests.append("GET /").append(client).append('/').append(i);
      requests.append(" HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    try (Wire wire = new Wire(run.address())) {
      wire.send(requests.toString().getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < PIPELINED; i++) {
        Response response = wire.read("GET");
        assertEquals("{\"hello\":\"/" + client + "/" + i + "\"}", response.text());
      }
    }
    return null;
  }

  @Test
  void moreClientsThanPlacesAreTurnedAwayOrWaitAndTheOthersAreServed() throws Exception {
    byte[] request = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (Run small = Run.start("examples/hello", "--option", "http.max_connections=2");
        Wire first = new Wire(small.address());
        Wire second = new Wire(small.address())) {
      for (Wire wire : List.of(first, second, first, second)) {
        wire.send(request);
        assertEquals("{\"hello\":\"/x\"}", wire.read("GET").text());
      }
      try (Wire third = new Wire(small.address())) {
        third.send(request);
        first.send(request);
        assertEquals(200, first.read("GET").status());
      }
      second.send(request);
      assertEquals(200, second.read("GET").status());
    }
  }
}
