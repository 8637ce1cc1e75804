// Holds one case of a transcript against a server.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.http;

import dev.isere.tests.http.Transcript.Case;
import dev.isere.tests.http.Transcript.Expect;
import dev.isere.tests.http.Transcript.Send;
import dev.isere.tests.http.Transcript.Step;
import dev.isere.tests.support.Escapes;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Target;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Runs cases in the ways that README.md of tests/http names. */
final class Conversation {
  private static final byte[] PROBE =
      Escapes.bytes("GET /probe HTTP/1.1\\r\\nHost: probe\\r\\n\\r\\n");
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final Set<Integer> GIVEN_UP = Set.of(400, 408);

  private final InetSocketAddress address;
  private final Target target;

  Conversation(InetSocketAddress address, Target target) {
    this.address = address;
    this.target = target;
  }

  /** How the bytes of a block are sent. */
  @FunctionalInterface
  interface Sender {
    void send(Wire wire, int step, byte[] bytes);
  }

  /** Runs a case to its end, each block sent at once. */
  void whole(Case it) throws IOException {
    run(it, (wire, step, bytes) -> wire.send(bytes), false);
  }

  /**
   * Runs a case to its end, its blocks sent in parts. The server may have closed behind one part;
   * it resets the connection then when the next one comes.
   */
  void inParts(Case it, Sender sender) throws IOException {
    run(it, sender, true);
  }

  private void run(Case it, Sender sender, boolean mayBeReset) throws IOException {
    try (Wire wire = new Wire(address)) {
      Response pending = null;
      for (int i = 0; i < it.steps().size(); i++) {
        Step step = it.steps().get(i);
        if (step instanceof Send send) {
          sender.send(wire, i, send.bytes());
        } else {
          pending = expect((Expect) step, pending == null ? wire.read(method(step)) : pending);
        }
      }
      end(it, wire, pending, mayBeReset);
    }
  }

  private void end(Case it, Wire wire, Response pending, boolean mayBeReset) throws IOException {
    if (pending != null) {
      throw new AssertionError("a response too many:\n" + pending);
    }
    if (it.staysOpen()) {
      wire.send(PROBE);
      probed(wire.read("GET"));
      return;
    }
    byte[] rest = mayBeReset ? wire.readToEndOrReset() : wire.readToEnd();
    if (rest.length > 0) {
      throw new AssertionError("more came before the end:\n" + Escapes.show(rest));
    }
  }

  /** Runs a case up to {@code length} bytes of block {@code last}, and ends the stream there. */
  void truncated(Case it, int last, int length) throws IOException {
    try (Wire wire = new Wire(address)) {
      int i = 0;
      for (; i < last; i++) {
        Step step = it.steps().get(i);
        if (step instanceof Send send) {
          wire.send(send.bytes());
        } else if (expect((Expect) step, wire.read(method(step))) != null) {
          throw new AssertionError(
              "an optional response before a further request: say it certainly");
        }
      }
      byte[] bytes = ((Send) it.steps().get(i)).bytes();
      wire.send(bytes, 0, length);
      wire.endOutput();
      if (!target.answersAfterHalfClose()) {
        wire.readToEndOrReset();
        return;
      }
      afterTruncation(it, i + 1, length == bytes.length, wire);
    }
  }

  private void afterTruncation(Case it, int from, boolean sentAll, Wire wire) throws IOException {
    boolean complete = sentAll && !followedByRequest(it, from);
    int at = from;
    Response response = readQuietly(wire, it, at);
    while (response != null && at < it.steps().size() && it.steps().get(at) instanceof Expect e) {
      boolean foreseen = mismatch(e, response) == null && !e.method().equals("HEAD");
      if (!complete && GIVEN_UP.contains(response.status()) && !foreseen) {
        break;
      }
      Response left = expect(e, response);
      at++;
      response = left == null ? readQuietly(wire, it, at) : left;
    }
    if (response != null) {
      checkGivingUp(response, complete, wire);
    } else if (sentAll && misses(it, at)) {
      throw new AssertionError("a request complete before the end of the stream got no response");
    }
  }

  private static boolean followedByRequest(Case it, int from) {
    return it.steps().subList(from, it.steps().size()).stream().anyMatch(s -> s instanceof Send);
  }

  private static boolean misses(Case it, int at) {
    return it.steps().subList(at, it.steps().size()).stream()
        .takeWhile(s -> s instanceof Expect)
        .anyMatch(s -> !((Expect) s).optional());
  }

  /**
   * A server may not know yet that the request is a HEAD, so a body may follow where none was read.
   */
  private static void checkGivingUp(Response response, boolean complete, Wire wire)
      throws IOException {
    if (complete || !GIVEN_UP.contains(response.status())) {
      throw new AssertionError("a response too many:\n" + response);
    }
    String rest = Integer.toString(wire.readToEnd().length);
    boolean isBody = response.body().length == 0 && response.all("content-length").contains(rest);
    if (!rest.equals("0") && !isBody) {
      throw new AssertionError(rest + " bytes follow the response that gives up");
    }
  }

  private static Response readQuietly(Wire wire, Case it, int at) throws IOException {
    return wire.read(at < it.steps().size() ? method(it.steps().get(at)) : "GET");
  }

  private static String method(Step step) {
    return step instanceof Expect expect ? expect.method() : "GET";
  }

  /** A connection of its own gets its answer: the server is well. */
  void probe() throws IOException {
    try (Wire wire = new Wire(address)) {
      wire.send(PROBE);
      probed(wire.read("GET"));
    }
  }

  private static void probed(Response response) {
    if (response == null) {
      throw new AssertionError("the connection was closed");
    }
    if (response.status() != 200 || !response.text().equals("probed")) {
      throw new AssertionError("no answer to a further request, but:\n" + response);
    }
  }

  /** Compares; gives back the response when it was none for an optional expectation. */
  private Response expect(Expect expect, Response response) {
    String wrong = response == null ? "the connection was closed" : mismatch(expect, response);
    if (wrong == null) {
      return null;
    }
    if (expect.optional()) {
      return response;
    }
    throw new AssertionError(
        wrong + "\n--- expected\n" + show(expect) + "\n--- received\n" + response);
  }

  private String mismatch(Expect expect, Response response) {
    String status = (response.status() + " " + response.reason()).strip();
    if (!status.equals(expect.status())) {
      return "another status: " + status;
    }
    List<String> checked = new ArrayList<>(List.of("date", "content-length"));
    expect.headers().forEach(h -> checked.remove(h.name().toLowerCase()));
    Set<String> want = names(expect.headers(), List.of());
    Set<String> have = names(response.headers(), checked);
    if (!want.equals(have) || want.size() != count(expect.headers(), List.of())) {
      return "other headers";
    }
    if (have.size() != count(response.headers(), checked)) {
      return "a header twice";
    }
    if (!expect.body().matcher(response.text()).matches()) {
      return "another body";
    }
    return response.status() >= 200 && target.hasClock() ? wrongDate(response.all("date")) : null;
  }

  private static Set<String> names(List<Response.Header> headers, List<String> but) {
    Set<String> out = new TreeSet<>();
    headers.stream()
        .filter(h -> !but.contains(h.name().toLowerCase()))
        .forEach(h -> out.add(h.name().toLowerCase() + ": " + h.value()));
    return out;
  }

  private static long count(List<Response.Header> headers, List<String> but) {
    return headers.stream().filter(h -> !but.contains(h.name().toLowerCase())).count();
  }

  private static String wrongDate(List<String> dates) {
    if (dates.size() != 1 || dates.get(0).length() != "Sun, 06 Nov 1994 08:49:37 GMT".length()) {
      return "not one Date: " + dates;
    }
    Instant then =
        ZonedDateTime.parse(dates.get(0), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    boolean near = Duration.between(then, Instant.now()).abs().compareTo(CLOCK_SKEW) < 0;
    return near ? null : "a Date of another time: " + dates;
  }

  private static String show(Expect expect) {
    StringBuilder out = new StringBuilder(expect.status()).append('\n');
    expect.headers().forEach(h -> out.append(h).append('\n'));
    return out.append('\n').append(expect.body()).toString();
  }
}
