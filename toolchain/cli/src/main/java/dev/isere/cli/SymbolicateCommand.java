/*
 * isere symbolicate
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.build.LogRecord;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Translates a stack trace into terms of the function's own files. */
@Command(
    name = "symbolicate",
    description = "Translates a stack trace into lines of the function's own files.")
final class SymbolicateCommand implements Callable<Integer> {
  private static final int MAX_TRACE_BYTES = 16 << 20;

  private final RootCommand root;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "A log or a pasted trace (default: standard input).")
  private Path file;

  @ArgGroup private Choice choice = new Choice();

  /** Which source map; one of them at most. */
  private static final class Choice {
    @Option(
        names = "--image",
        paramLabel = "FILE",
        description = "The function image that ran (default: the newest one below build/).")
    private Path image;

    @Option(
        names = "--build-id",
        paramLabel = "ID",
        description = "Its build id, as `isere inspect` shows it.")
    private String buildId;

    @Option(names = "--map", paramLabel = "FILE", description = "A source map.")
    private Path map;
  }

  SymbolicateCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    MapFinder finder = new MapFinder(Path.of("build"));
    PastedTrace pasted =
        new PastedTrace(
            choice.map != null
                ? finder.read(choice.map)
                : choice.buildId != null
                    ? finder.ofBuild(choice.buildId)
                    : finder.ofImage(choice.image == null ? finder.newestImage() : choice.image));
    String text = String.join("\n", lines().stream().map(SymbolicateCommand::message).toList());
    pasted.translate(text, new DiagnosticText(false)).forEach(root.screen()::print);
    return ExitCode.DONE.value();
  }

  private List<String> lines() {
    if (file != null) {
      return TextFiles.read(file, MAX_TRACE_BYTES).text().lines().toList();
    }
    try {
      return new String(System.in.readNBytes(MAX_TRACE_BYTES), UTF_8).lines().toList();
    } catch (IOException e) {
      throw IsereException.failed(
          Diagnostic.error("cannot read standard input: " + e.getMessage()));
    }
  }

  /** A record of the runtime's JSON log is as good as text. */
  private static String message(String line) {
    return LogRecord.parse(line).map(LogRecord::toString).orElse(line);
  }
}
