/*
 * What isere test says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.project.Options;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What {@code isere test} says: a table for people, JUnit's XML for a CI. */
final class TestReport {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final String function;
  private final String board;
  private final List<TestOutcome> outcomes;
  private final Options.Budgets budgets;

  TestReport(String function, String board, List<TestOutcome> outcomes, Options.Budgets budgets) {
    this.function = function;
    this.board = board;
    this.outcomes = List.copyOf(outcomes);
    this.budgets = budgets;
  }

  boolean passed() {
    return outcomes.stream().allMatch(TestOutcome::passed);
  }

  /**
   * Failures to stderr, the table or JSON to stdout.
   *
   * @param imageBytes the function image's size
   */
  void show(Screen screen, long imageBytes, boolean json) {
    screen.show(failures());
    if (json) {
      screen.print(json(imageBytes));
    } else {
      lines(imageBytes).forEach(screen::print);
    }
  }

  // --- for people ---

  /**
   * A line for each test, and a summary.
   *
   * @param imageBytes the function image's size
   */
  List<String> lines(long imageBytes) {
    int width = outcomes.stream().mapToInt(o -> shown(o).length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (TestOutcome outcome : outcomes) {
      String name = shown(outcome) + " ".repeat(width - shown(outcome).length());
      lines.add(
          ((outcome.passed() ? "ok    " : "FAIL  ") + name + figures(outcome, imageBytes))
              .stripTrailing());
    }
    long failed = outcomes.stream().filter(outcome -> !outcome.passed()).count();
    lines.add(said("%d passed, %d failed, on %s", outcomes.size() - failed, failed, board));
    return lines;
  }

  /** A file may have any name. */
  private static String shown(TestOutcome outcome) {
    return DiagnosticText.visible(outcome.name());
  }

  private String figures(TestOutcome outcome, long imageBytes) {
    if (outcome.status().isEmpty()) {
      boolean isImage = outcome.name().equals("image");
      return isImage ? "  " + of(imageBytes, budgets.imageBytes(), "bytes") : "";
    }
    StringBuilder line = new StringBuilder(said("  %d", outcome.status().getAsInt()));
    append(
        line,
        outcome.instructions(),
        budgets.instructions().getOrDefault(outcome.name(), 0L),
        "instructions");
    append(line, outcome.heapPeak(), budgets.heapPeakBytes(), "bytes of heap");
    return line.toString();
  }

  private static void append(StringBuilder line, OptionalLong value, long budget, String unit) {
    value.ifPresent(number -> line.append("  ").append(of(number, budget, unit)));
  }

  private static String of(long value, long budget, String unit) {
    return budget == 0
        ? said("%,11d %s", value, unit)
        : said("%,11d of %,d %s", value, budget, unit);
  }

  private static String said(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  // --- for scripts ---

  private String json(long imageBytes) {
    return Json.text(
        out -> {
          out.startObject();
          out.text("function", function);
          out.text("board", board);
          out.bool("passed", passed());
          out.number("imageBytes", imageBytes);
          out.startArray("tests");
          outcomes.forEach(outcome -> write(out, outcome));
          out.endArray();
          out.endObject();
        });
  }

  private static void write(Json.Writer out, TestOutcome outcome) {
    out.startObject();
    out.text("name", outcome.name());
    out.bool("passed", outcome.passed());
    outcome.status().ifPresent(status -> out.number("statusCode", status));
    outcome.instructions().ifPresent(count -> out.number("instructions", count));
    outcome.heapPeak().ifPresent(bytes -> out.number("heapPeakBytes", bytes));
    out.startArray("failures");
    outcome.failures().forEach(failure -> out.text(failure.message()));
    out.endArray();
    out.endObject();
  }

  // --- for a CI ---

  /** JUnit's XML: one suite, a case for each test. */
  String junit() {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      long failed = outcomes.stream().filter(outcome -> !outcome.passed()).count();
      long nanos = outcomes.stream().mapToLong(TestOutcome::nanos).sum();
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", clean(function + " on " + board));
      xml.writeAttribute("tests", Integer.toString(outcomes.size()));
      xml.writeAttribute("failures", Long.toString(failed));
      xml.writeAttribute("errors", "0");
      xml.writeAttribute("skipped", "0");
      xml.writeAttribute("time", seconds(nanos));
      for (TestOutcome outcome : outcomes) {
        write(xml, outcome);
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("text in memory", e);
    }
    return text + "\n";
  }

  private void write(XMLStreamWriter xml, TestOutcome outcome) throws XMLStreamException {
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", clean(function + "." + board));
    xml.writeAttribute("name", clean(outcome.name()));
    xml.writeAttribute("time", seconds(outcome.nanos()));
    if (!outcome.passed()) {
      xml.writeCharacters("\n    ");
      xml.writeStartElement("failure");
      xml.writeAttribute("message", clean(outcome.failures().get(0).message()));
      xml.writeCharacters(clean(new DiagnosticText(false).render(outcome.failures())));
      xml.writeEndElement();
    }
    if (!outcome.logs().isEmpty()) {
      xml.writeCharacters("\n    ");
      xml.writeStartElement("system-out");
      xml.writeCharacters(
          clean(outcome.logs().stream().map(Object::toString).collect(Collectors.joining("\n"))));
      xml.writeEndElement();
    }
    xml.writeCharacters("\n  ");
    xml.writeEndElement();
  }

  private static String seconds(long nanos) {
    return said("%.3f", nanos / NANOS_PER_SECOND);
  }

  /** What XML 1.0 cannot hold becomes a question mark. */
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints().map(c -> isXml(c) ? c : '?').forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || (c >= 0x10000 && c <= 0x10FFFF);
  }

  /** Everything that is wrong, in order. */
  List<Diagnostic> failures() {
    return outcomes.stream().flatMap(outcome -> outcome.failures().stream()).toList();
  }
}
