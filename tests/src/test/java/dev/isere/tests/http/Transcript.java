// The transcripts of tests/http, parsed. tests/http/README.md describes their form.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.http;

import dev.isere.tests.support.Escapes;
import dev.isere.tests.support.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One file of transcripts. */
record Transcript(Path file, List<Case> cases) {

  /**
   * One conversation.
   *
   * @param staysOpen whether the connection serves a further request afterwards
   * @param uncut why it runs whole only; empty when it runs cut as well
   */
  record Case(String title, int line, List<Step> steps, boolean staysOpen, String uncut) {}

  /** A part of a conversation. */
  sealed interface Step {}

  /** Bytes from the client. */
  record Send(byte[] bytes) implements Step {}

  /**
   * A response from the server.
   *
   * @param method of the request it answers
   * @param optional the server may leave it out
   */
  record Expect(
      String method, boolean optional, String status, List<Response.Header> headers, Pattern body)
      implements Step {}

  private static final Pattern TITLE = Pattern.compile("## (.+)");
  private static final Pattern FENCE = Pattern.compile("```(.*)");
  private static final Pattern UNCUT = Pattern.compile("Not cut: (.+)");
  private static final Pattern HOLE = Pattern.compile("\\\\\\{request-id}");
  private static final String OPEN = "The connection stays open.";
  private static final String CLOSED = "The connection is closed.";

  static Transcript read(Path file) throws IOException {
    return new Parser(file, Files.readAllLines(file)).parse();
  }

  private static final class Parser {
    private final Path file;
    private final List<String> lines;
    private final List<Case> cases = new ArrayList<>();
    private final Set<String> titles = new HashSet<>();
    private int at;
    private String title;
    private int titleLine;
    private List<Step> steps = new ArrayList<>();
    private Boolean staysOpen;
    private String uncut = "";

    Parser(Path file, List<String> lines) {
      this.file = file;
      this.lines = lines;
    }

    Transcript parse() {
      require(
          !lines.isEmpty() && lines.get(0).startsWith("# "), "the first line is the topic: # ...");
      for (at = 0; at < lines.size(); at++) {
        line(lines.get(at));
      }
      endCase();
      require(!cases.isEmpty(), "no case");
      return new Transcript(file, List.copyOf(cases));
    }

    private void line(String line) {
      Matcher heading = TITLE.matcher(line);
      Matcher fence = FENCE.matcher(line);
      Matcher notCut = UNCUT.matcher(line);
      if (heading.matches()) {
        endCase();
        title = heading.group(1);
        titleLine = at + 1;
        require(titles.add(title), "two cases of that title");
      } else if (fence.matches()) {
        require(title != null && staysOpen == null, "a block outside of a case");
        steps.add(block(fence.group(1).strip()));
      } else if (notCut.matches()) {
        uncut = notCut.group(1);
      } else if (line.equals(OPEN) || line.equals(CLOSED)) {
        require(staysOpen == null, "said twice");
        staysOpen = line.equals(OPEN);
      }
    }

    private void endCase() {
      if (title == null) {
        return;
      }
      require(!steps.isEmpty() && steps.get(0) instanceof Send, title + ": starts with no request");
      require(
          staysOpen != null, title + ": does not end with \"" + OPEN + "\" or \"" + CLOSED + "\"");
      cases.add(new Case(title, titleLine, List.copyOf(steps), staysOpen, uncut));
      steps = new ArrayList<>();
      staysOpen = null;
      uncut = "";
      title = null;
    }

    private Step block(String kind) {
      List<String> content = new ArrayList<>();
      for (at++; !lines.get(at).equals("```"); at++) {
        content.add(lines.get(at));
        require(at + 1 < lines.size(), "a block without an end");
      }
      try {
        return switch (kind) {
          case "request" -> new Send(Escapes.bytes(String.join("", content)));
          case "response" -> expect("GET", false, content);
          case "response to HEAD" -> expect("HEAD", false, content);
          case "response, perhaps" -> expect("GET", true, content);
          default -> throw new IllegalArgumentException("unknown kind of block: " + kind);
        };
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(where() + e.getMessage(), e);
      }
    }

    private static Expect expect(String method, boolean optional, List<String> content) {
      int blank = content.indexOf("");
      List<String> head = blank < 0 ? content : content.subList(0, blank);
      String body = blank < 0 ? "" : String.join("", content.subList(blank + 1, content.size()));
      List<Response.Header> headers =
          head.stream()
              .skip(1)
              .map(h -> h.split(": ?", 2))
              .map(h -> new Response.Header(h[0], h[1]))
              .toList();
      return new Expect(method, optional, head.get(0), headers, bodyPattern(body));
    }

    private static Pattern bodyPattern(String body) {
      String[] parts = HOLE.split(body, -1);
      String pattern =
          List.of(parts).stream()
              .map(p -> new String(Escapes.bytes(p), java.nio.charset.StandardCharsets.ISO_8859_1))
              .map(Pattern::quote)
              .collect(Collectors.joining("[0-9a-f]{8}-[0-9a-f]{8}"));
      return Pattern.compile(pattern, Pattern.DOTALL);
    }

    private void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new IllegalStateException(where() + otherwise);
      }
    }

    private String where() {
      return file.getFileName() + ":" + (at + 1) + ": ";
    }
  }
}
