/*
 * A test of a function: an event, and the response that it gets.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.Document;
import dev.isere.document.IoReason;
import dev.isere.document.JsonReader;
import dev.isere.document.Problems;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A test of a function: an event, and the response that it gets.
 *
 * @param name the file's, without {@code .event.json}
 * @param file the event file
 * @param request what gives the handler this event
 * @param expected what the event file or its snapshot says
 * @param isSnapshot whether the response belongs into a snapshot
 */
record EventTest(
    String name,
    Path file,
    HttpRequest request,
    Optional<ExpectedResponse> expected,
    boolean isSnapshot) {
  /** The folder of a project's tests, beside its handler. */
  static final String FOLDER = "tests";

  private static final String SUFFIX = ".event.json";
  private static final String SNAPSHOT_SUFFIX = ".snapshot.json";
  private static final long MAX_BYTES = 64L << 20;

  /**
   * The tests of a project, by their names.
   *
   * @throws IsereException if there are none, or with every mistake in them
   */
  static List<EventTest> readAll(Path folder) {
    List<Path> files = entries(folder);
    List<EventTest> tests = new ArrayList<>();
    List<Diagnostic> wrong = new ArrayList<>();
    for (Path file : files) {
      try {
        if (file.toString().endsWith(SUFFIX)) {
          tests.add(read(file));
        }
      } catch (IsereException e) {
        e.diagnostics().forEach(diagnostic -> wrong.add(of(file, diagnostic)));
      }
    }
    if (tests.isEmpty() && wrong.isEmpty()) {
      throw IsereException.failed(
          Diagnostic.error("there is no test: no *.event.json in " + TextFiles.displayName(folder))
              .withHelp(
                  "a first one: mkdir tests; echo '{\"event\": {\"path\": \"/\"}}'"
                      + " > tests/first.event.json; isere test --update"));
    }
    Set<Path> snapshots =
        tests.stream()
            .filter(EventTest::isSnapshot)
            .map(EventTest::snapshot)
            .collect(Collectors.toSet());
    files.stream()
        .filter(file -> file.toString().endsWith(SNAPSHOT_SUFFIX) && !snapshots.contains(file))
        .forEach(file -> wrong.add(orphan(file)));
    if (!wrong.isEmpty()) {
      throw IsereException.failed(wrong);
    }
    return tests;
  }

  /** A person with many files is told which one it is. */
  private static Diagnostic of(Path file, Diagnostic wrong) {
    String name = TextFiles.displayName(file);
    boolean isNamed = wrong.location().isPresent() || wrong.message().contains(name);
    return isNamed ? wrong : wrong.at(name);
  }

  private static Diagnostic orphan(Path file) {
    return Diagnostic.error("no event file wants this snapshot: " + TextFiles.displayName(file))
        .withHelp("delete it; or name it after an event file that expects nothing");
  }

  /**
   * Whatever lies there: what has a test's name and is no file is a mistake, and nothing to skip.
   */
  private static List<Path> entries(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error("cannot read " + TextFiles.displayName(folder) + ": " + IoReason.of(e)),
          e);
    }
  }

  private static EventTest read(Path file) {
    String fileName = file.getFileName().toString();
    String name = fileName.substring(0, fileName.length() - SUFFIX.length());
    EventFile.Content content = EventFile.readContent(file);
    EventTest bare =
        new EventTest(
            name, file, content.request(), content.expected(), content.expected().isEmpty());
    return bare.isSnapshot && Files.exists(bare.snapshot())
        ? new EventTest(name, file, content.request(), Optional.of(readSnapshot(bare)), true)
        : bare;
  }

  private static ExpectedResponse readSnapshot(EventTest test) {
    Document document = JsonReader.read(TextFiles.read(test.snapshot(), MAX_BYTES));
    Problems problems = new Problems();
    ExpectedResponse expected = ExpectedResponse.read(document, document.root(), "", problems);
    problems.throwIfAny();
    return expected;
  }

  /** Where its snapshot lies, or would. */
  Path snapshot() {
    return file.resolveSibling(name + SNAPSHOT_SUFFIX);
  }

  /** Writes what is expected from now on; true if that is something new. */
  boolean update(HttpResponse response) {
    String text = ExpectedResponse.snapshot(response);
    try {
      if (Files.exists(snapshot()) && Files.readString(snapshot()).equals(text)) {
        return false;
      }
      Files.writeString(snapshot(), text);
      return true;
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error(
              "cannot write " + TextFiles.displayName(snapshot()) + ": " + IoReason.of(e)),
          e);
    }
  }
}
