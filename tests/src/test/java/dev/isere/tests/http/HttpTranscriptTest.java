// Runs the transcripts of tests/http.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.http;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.isere.tests.http.Transcript.Case;
import dev.isere.tests.http.Transcript.Send;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.Target;
import dev.isere.tests.support.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Every case whole, byte by byte, split in two and cut short; one runtime serves them all. */
class HttpTranscriptTest {
  /** Of the places inside a long run of one byte, which are all alike, so many are one. */
  private static final int ALIKE = 16;

  /** So near to the end of a run places are not alike. */
  private static final int NEAR = 4;

  /** A block of this length is short: each of its places counts. */
  private static final int SHORT = 600;

  /** An emulated cable accepts clients at once, and the board comes to them one after the other. */
  private static final int DEATHS_AT_ONCE = 20;

  /** Set for runtimes that are too slow to run every case in every way. */
  private static final boolean WHOLE_ONLY = Boolean.getBoolean("isere.http.uncut");

  private static Target target;
  private static Target.Served served;
  private static Conversation conversation;
  private static ExecutorService pool;

  @BeforeAll
  static void serve() throws IOException {
    target = Target.current();
    Path image = ImageBuilder.bytecode(Home.tests("http/handler.js"));
    served = target.serve(image, ImageBuilder.options(Home.tests("http/isere.yaml")));
    conversation = new Conversation(served.address(), target);
    pool = Executors.newFixedThreadPool(target.connections());
  }

  @AfterAll
  static void stop() throws IOException {
    if (pool != null) {
      pool.shutdownNow();
    }
    if (served != null) {
      served.close();
    }
  }

  @TestFactory
  Stream<DynamicNode> transcripts() throws IOException {
    List<DynamicNode> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(Home.tests("http"))) {
      for (Path file : found.filter(HttpTranscriptTest::isTranscript).sorted().toList()) {
        Transcript transcript = Transcript.read(file);
        files.add(
            dynamicContainer(
                file.getFileName().toString(),
                transcript.cases().stream().map(it -> ways(file, it))));
      }
    }
    return files.stream();
  }

  private static boolean isTranscript(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".md") && !name.equals("README.md");
  }

  private DynamicNode ways(Path file, Case it) {
    String name = file.getFileName() + ":" + it.line() + ": " + it.title() + ": ";
    List<DynamicNode> ways = new ArrayList<>();
    ways.add(way(name + "whole", () -> conversation.whole(it)));
    if (it.uncut().isEmpty() && !WHOLE_ONLY) {
      ways.add(
          way(
              name + "byte by byte",
              () -> conversation.inParts(it, (wire, step, b) -> wire.sendByteByByte(b))));
      ways.add(way(name + "split in two", () -> everywhere(it, target.cuts(), this::split)));
      ways.add(cutShort(name, it));
    }
    return dynamicContainer(it.title(), ways);
  }

  /**
   * Where half a connection gets no answer, all that can be seen is its end, and a server that is
   * well.
   */
  private DynamicNode cutShort(String name, Case it) {
    boolean answers = target.answersAfterHalfClose();
    int ends = answers ? target.cuts() : 1;
    String way =
        answers ? "cut short" : "cut short, its end alone: half a connection has no answer";
    return way(name + way, () -> everywhere(it, ends, conversation::truncated));
  }

  @FunctionalInterface
  private interface Run {
    void run() throws IOException;
  }

  @FunctionalInterface
  private interface Cut {
    void at(Case it, int step, int length) throws IOException;
  }

  private static DynamicNode way(String name, Run run) {
    return dynamicTest(
        name,
        () -> {
          try {
            run.run();
            conversation.probe();
          } catch (IOException | AssertionError e) {
            String end = served.isAlive() ? "" : "\nthe runtime has died\n" + served.output();
            throw new AssertionError(e.getMessage() + end, e);
          }
        });
  }

  private void split(Case it, int step, int length) throws IOException {
    conversation.inParts(
        it,
        (wire, i, bytes) -> {
          if (i == step) {
            wire.sendSplit(bytes, length);
          } else {
            wire.send(bytes);
          }
        });
  }

  private static void everywhere(Case it, int most, Cut cut) throws IOException {
    List<Future<Void>> cuts = new ArrayList<>();
    for (int step = 0; step < it.steps().size(); step++) {
      if (it.steps().get(step) instanceof Send send) {
        List<Integer> places =
            IntStream.range(1, send.bytes().length)
                .filter(at -> isPlaceOfItsOwn(send.bytes(), at))
                .boxed()
                .toList();
        int stride = Math.max(1, places.size() / most);
        for (int i = stride / 2; i < places.size(); i += stride) {
          cuts.add(pool.submit(one(it, cut, step, places.get(i))));
        }
        cuts.add(pool.submit(one(it, cut, step, send.bytes().length)));
      }
    }
    await(cuts);
  }

  /** True for every place, but for most of those in the middle of a long run of one byte. */
  private static boolean isPlaceOfItsOwn(byte[] block, int at) {
    if (block.length <= SHORT || at % ALIKE == 0) {
      return true;
    }
    for (int i = Math.max(1, at - NEAR); i < Math.min(block.length, at + NEAR); i++) {
      if (block[i] != block[i - 1]) {
        return true;
      }
    }
    return false;
  }

  private static Callable<Void> one(Case it, Cut cut, int step, int at) {
    return () -> {
      try {
        cut.at(it, step, at);
        return null;
      } catch (IOException | AssertionError e) {
        throw new AssertionError("cut at byte " + at + " of block " + step + ": " + e, e);
      }
    };
  }

  private static void await(List<Future<Void>> cuts) throws IOException {
    AssertionError first = null;
    for (Future<Void> cut : cuts) {
      try {
        cut.get();
      } catch (ExecutionException e) {
        first = first == null ? new AssertionError(e.getCause().getMessage(), e) : first;
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Half a connection left behind by each of these is what the next ones must not feel. */
  @TestFactory
  Stream<DynamicNode> clientsThatDie() {
    return Stream.of(
            "GET /probe HT", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx", "")
        .map(
            start ->
                way(
                    "reset after " + start.length() + " bytes",
                    () -> {
                      for (int i = 1; i <= target.deaths(); i++) {
                        try (Wire wire = new Wire(served.address())) {
                          wire.send(start.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                          wire.resetOnClose();
                        }
                        if (i % DEATHS_AT_ONCE == 0) {
                          conversation.probe();
                        }
                      }
                    }));
  }
}
