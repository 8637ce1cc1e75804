// Runs the cases of tests/contract.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.isere.tests.contract.Contract.Case;
import dev.isere.tests.contract.Contract.Exchange;
import dev.isere.tests.contract.Contract.Group;
import dev.isere.tests.contract.Contract.LogLine;
import dev.isere.tests.support.Client;
import dev.isere.tests.support.Expectation;
import dev.isere.tests.support.Home;
import dev.isere.tests.support.ImageBuilder;
import dev.isere.tests.support.LogRecord;
import dev.isere.tests.support.Response;
import dev.isere.tests.support.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Each handler as bytecode and as source text, in a runtime of its own. Property {@code
 * isere.contract.topics} names the folders to run; all unless set.
 */
class ContractTest {
  private static final long LOG_PATIENCE_MS = 10_000;
  private static final String TOPICS = System.getProperty("isere.contract.topics", "");

  @TestFactory
  Stream<DynamicNode> contract() throws IOException {
    List<DynamicNode> topics = new ArrayList<>();
    try (Stream<Path> folders = Files.list(Home.tests("contract"))) {
      for (Path folder : folders.filter(ContractTest::isChosen).sorted().toList()) {
        Contract contract = Contract.read(folder);
        List<DynamicNode> handlers = new ArrayList<>();
        for (Group group : contract.groups()) {
          handlers.add(run(group, "bytecode"));
          handlers.add(run(group, "source"));
        }
        topics.add(dynamicContainer(folder.getFileName().toString(), handlers));
      }
    }
    return topics.stream();
  }

  private static boolean isChosen(Path folder) {
    String name = folder.getFileName().toString();
    return Files.isDirectory(folder)
        && (TOPICS.isEmpty() || List.of(TOPICS.split(",")).contains(name));
  }

  private static DynamicNode run(Group group, String form) {
    GroupRun run = new GroupRun(group, form.equals("source"));
    List<DynamicNode> tests = new ArrayList<>();
    String name = group.handler().getFileName() + " as " + form;
    if (group.refusal() != null) {
      tests.add(dynamicTest(name + ": is refused", run::refused));
    } else {
      group
          .cases()
          .forEach(it -> tests.add(dynamicTest(name + ": " + it.title(), () -> run.run(it))));
      tests.add(dynamicTest(name + ": ends cleanly", run::end));
    }
    return dynamicContainer(name, tests);
  }

  /**
   * A handler in one form, with the runtime that serves it once the first case has asked for it.
   */
  private static final class GroupRun {
    private final Group group;
    private final boolean source;
    private Target.Served served;
    private Client client;

    GroupRun(Group group, boolean source) {
      this.group = group;
      this.source = source;
    }

    void run(Case it) throws Exception {
      assumeHeap(it.needsHeapBytes());
      if (served == null) {
        served = Target.current().serve(image(), ImageBuilder.firmwareOptions(group.project()));
        client = new Client(served.address());
      }
      int mark = served.log().size();
      long start = served.clockMs();
      try {
        exchange(it);
        within(it, served.clockMs() - start);
        awaitLog(it, mark);
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + "\n" + served.output(), e);
      }
    }

    private static void assumeHeap(long needed) {
      Target target = Target.current();
      assumeTrue(
          needed <= target.mostHeapBytes(),
          () ->
              "needs "
                  + needed
                  + " bytes of JavaScript heap; "
                  + target.board()
                  + " has "
                  + target.mostHeapBytes());
    }

    private Path image() throws IOException {
      return ImageBuilder.build(group.handler(), group.project(), source);
    }

    private void exchange(Case it) throws Exception {
      List<CompletableFuture<Response>> responses = new ArrayList<>();
      for (Exchange exchange : it.exchanges()) {
        CompletableFuture<Response> response = client.start(exchange.request());
        if (!it.together()) {
          response.get();
        }
        responses.add(response);
      }
      for (int i = 0; i < responses.size(); i++) {
        Response response = responses.get(i).get();
        String wrong = Expectation.mismatch(it.exchanges().get(i).response(), response);
        if (wrong != null) {
          throw new AssertionError(
              wrong
                  + "\n--- request\n"
                  + it.exchanges().get(i).request()
                  + "\n--- expected\n"
                  + it.exchanges().get(i).response()
                  + "\n--- received\n"
                  + response);
        }
      }
    }

    private static void within(Case it, long ms) {
      if (it.withinMs() > 0 && ms > it.withinMs()) {
        throw new AssertionError("took " + ms + " ms, not " + it.withinMs());
      }
    }

    /**
     * The records have to be the expected ones, in order and no others. One that seems to be
     * another may lack the lines that are still on their way over a console.
     */
    private void awaitLog(Case it, int mark) throws InterruptedException {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOG_PATIENCE_MS);
      String wrong;
      do {
        List<LogRecord> log = served.log();
        wrong = wrongLog(it.log(), log.subList(mark, log.size()));
        if (wrong == null) {
          return;
        }
        Thread.sleep(5);
      } while (System.nanoTime() < until && !wrong.startsWith("too many"));
      throw new AssertionError(wrong);
    }

    private static String wrongLog(List<LogLine> expected, List<LogRecord> log) {
      for (int i = 0; i < Math.min(expected.size(), log.size()); i++) {
        LogLine want = expected.get(i);
        LogRecord have = log.get(i);
        if (!want.level().equals(have.level()) || !want.text().matcher(have.text()).find()) {
          return "another log record: " + have + "\nexpected: " + want;
        }
      }
      if (log.size() > expected.size()) {
        return "too many log records: " + log.subList(expected.size(), log.size());
      }
      return log.size() < expected.size() ? "too few log records; expected " + expected : null;
    }

    void end() throws IOException {
      assumeHeap(group.cases().stream().mapToLong(Case::needsHeapBytes).min().orElse(0));
      if (served == null) {
        throw new AssertionError("never ran");
      }
      served.close();
    }

    void refused() throws IOException {
      List<LogRecord> log =
          Target.current().refuse(image(), ImageBuilder.firmwareOptions(group.project()));
      String wrong = wrongLog(group.refusal(), log);
      if (wrong != null) {
        throw new AssertionError(wrong + "\n" + log);
      }
    }
  }
}
