/*
 * Tests of why a runtime does not come to serve.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.Location;
import dev.isere.document.Errors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartLogTest {
  private final List<String> seen = new ArrayList<>();
  private static final String MAP =
      """
      {"version": 3, "file": "h.js", "sources": ["h.ts"], "sourcesContent": ["f()"],
       "mappings": ";;AAAA"}
      """;
  private final StartLog log =
      new StartLog(
          MadeFunction.symbolicator(MAP.getBytes(UTF_8), Path.of("lib")),
          entry -> seen.add(entry.toString()),
          seen::add);

  private Diagnostic failure(int exitCode) {
    return Errors.only(
        () -> {
          throw log.failure(exitCode);
        });
  }

  @Test
  void putsTheRuntimesOwnErrorIntoOurShape() {
    log.accept("error: port 80 on 127.0.0.1 is in use");
    log.accept("help: choose another with --port");
    Diagnostic error = failure(1);
    assertEquals("port 80 on 127.0.0.1 is in use", error.message());
    assertEquals(List.of("choose another with --port"), error.help());
    assertEquals(List.of(), seen);
  }

  @Test
  void prefersTheReasonOfTheFunctionToTheRuntimesSummary() {
    log.accept("{\"level\":\"info\",\"message\":\"loading\"}");
    log.accept("{\"level\":\"error\",\"message\":\"Error: boom\\n    at a (h.js:3:9)\"}");
    log.accept("error: function.isere does not load: JavaScript threw");
    Diagnostic error = failure(1);
    assertEquals("Error: boom", error.message());
    assertEquals(List.of("    at a (lib/h.ts:1:1)"), error.notes());
    assertEquals(Optional.of(new Location("lib/h.ts", 1, 1)), error.location());
    assertEquals(Optional.of("f()"), error.sourceLine());
    assertEquals(List.of("info loading"), seen);
  }

  @Test
  void showsLinesOfWhateverElseWritesThere() {
    log.accept("isere-runtime: cannot open shared object file");
    assertEquals(
        "the runtime failed: isere-runtime: cannot open shared object file",
        failure(127).message());
  }

  @Test
  void callsACrashABugOfOurs() {
    List<Diagnostic> errors =
        Errors.of(
            ExitCode.BUG,
            () -> {
              throw log.failure(139);
            });
    assertEquals("the runtime ended by itself (signal 11)", errors.get(0).message());
  }

  @Test
  void letsErrorsThroughOnceItServes() {
    log.accept("{\"level\":\"error\",\"message\":\"late\"}");
    log.started();
    log.accept("{\"level\":\"error\",\"message\":\"own\"}");
    log.accept("plain");
    assertEquals(List.of("error late", "error own", "plain"), seen);
  }
}
