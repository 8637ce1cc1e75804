/*
 * What a board says, its stack traces in terms of the function's own files.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.NativeBuild;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Prints what a board says, with the source map of what was built last for it, if there is one. */
final class ConsoleTraces implements Consumer<String> {
  private final Screen screen;
  private final Optional<PastedTrace> traces;

  private ConsoleTraces(Screen screen, Optional<PastedTrace> traces) {
    this.screen = screen;
    this.traces = traces;
  }

  /**
   * Finds the map.
   *
   * @param folder holds what a build for the board made
   */
  static ConsoleTraces of(Screen screen, Path folder) {
    Path image = folder.resolve(NativeBuild.IMAGE_NAME);
    if (!Files.isRegularFile(image)) {
      return new ConsoleTraces(screen, Optional.empty());
    }
    String name = TextFiles.displayName(image);
    try {
      PastedTrace traces = new PastedTrace(new MapFinder(folder).ofImage(image));
      screen.say("stack traces are read as those of " + name);
      return new ConsoleTraces(screen, Optional.of(traces));
    } catch (IsereException e) {
      // A log is of use without.
      screen.say("stack traces are not read: " + e.diagnostics().get(0).message());
      return new ConsoleTraces(screen, Optional.empty());
    }
  }

  @Override
  public void accept(String record) {
    List<String> lines = List.of(record.split("\n", -1));
    if (traces.isPresent() && lines.size() > 1) {
      lines = traces.get().translate(record, new DiagnosticText(false));
    }
    lines.stream().map(DiagnosticText::visible).forEach(screen::print);
  }
}
