/*
 * Makes one module of a handler and its imports.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.SourceText;
import dev.isere.document.TemporaryFolder;
import dev.isere.document.TextFiles;
import dev.isere.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Makes one module of a handler and its imports, and checks all that can be checked without an
 * engine.
 */
public final class Bundler {
  /** A single file larger than this cannot be meant. */
  private static final long MAX_FILE_BYTES = 64L << 20;

  private static final Pattern SCRIPT_NAME =
      Pattern.compile(".*\\.(js|mjs|cjs|jsx|ts|mts|cts|tsx)");

  /** esbuild reads these in an entry's name as its own syntax. */
  private static final Pattern UNUSABLE_NAME = Pattern.compile(".*[=*].*", Pattern.DOTALL);

  private final Consumer<List<String>> commandListener;

  /**
   * @param commandListener is told each command before it is run
   */
  public Bundler(Consumer<List<String>> commandListener) {
    this.commandListener = commandListener;
  }

  /**
   * Bundles a project.
   *
   * @throws IsereException with every mistake that was found
   */
  public Bundle bundle(Project project) {
    checkName(project.handler());
    SourceText entry = TextFiles.read(project.handler(), MAX_FILE_BYTES);
    if (entry.text().isBlank()) {
      throw IsereException.failed(
          Diagnostic.error(entry.file() + " is empty")
              .withHelp("write: export const handler = async (event) => ({ body: event.path })"));
    }
    try {
      try (TemporaryFolder output = TemporaryFolder.create("isere-bundle-")) {
        return bundle(project, entry, project.handler().toRealPath(), output.path());
      }
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.MACHINE, Diagnostic.error("cannot use a temporary file: " + IoReason.of(e)), e);
    }
  }

  private static void checkName(Path handler) {
    String name = handler.getFileName().toString();
    String shown = TextFiles.displayName(handler);
    if (UNUSABLE_NAME.matcher(name).matches()) {
      throw IsereException.failed(
          Diagnostic.error("a handler's file name cannot hold `=` or `*`: " + shown));
    }
    if (!SCRIPT_NAME.matcher(name).matches() && Files.isRegularFile(handler)) {
      throw IsereException.failed(
          Diagnostic.error(shown + " is not JavaScript")
              .withHelp("a handler is a .js, .mjs or .ts file"));
    }
  }

  private Bundle bundle(Project project, SourceText entry, Path handler, Path output)
      throws IOException {
    Path folder = handler.getParent();
    String name = handler.getFileName().toString();
    Esbuild esbuild = new Esbuild(EsbuildBinary.ofThisMachine().locate());
    List<String> command = esbuild.command(name, output);
    commandListener.accept(command);
    Esbuild.Result result = esbuild.run(command, folder, output.resolve("log.txt"));
    List<Diagnostic> messages =
        new EsbuildDiagnostics(folder).translate(EsbuildMessage.parse(result.log()));
    if (!result.succeeded() || !Files.exists(output.resolve("meta.json"))) {
      throw failure(messages, result.log());
    }
    Metafile metafile = Metafile.parse(Files.readString(output.resolve("meta.json")));
    List<Diagnostic> wrong = new ArrayList<>();
    HandlerExport.check(entry, name, metafile).ifPresent(wrong::add);
    metafile.inputs().forEach(input -> wrong.addAll(checkInput(folder, input)));
    if (!wrong.isEmpty()) {
      throw IsereException.failed(wrong);
    }
    byte[] source = read(output.resolve("bundle.js"), project.options().build().maxSourceBytes());
    return new Bundle(name, source, BundlePart.of(metafile), messages);
  }

  private static IsereException failure(List<Diagnostic> messages, String log) {
    List<Diagnostic> errors =
        messages.stream().filter(m -> m.severity() == Diagnostic.Severity.ERROR).toList();
    if (errors.isEmpty()) {
      String first = log.lines().filter(line -> !line.isBlank()).findFirst().orElse("no message");
      return IsereException.failed(Diagnostic.error("esbuild failed: " + first.strip()));
    }
    return IsereException.failed(messages);
  }

  /** esbuild replaces what is not UTF-8 without a word, and leaves imports of URLs as they are. */
  private static List<Diagnostic> checkInput(Path folder, Metafile.Input input) {
    Path file = folder.resolve(input.path());
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    SourceText source;
    try {
      source = TextFiles.read(file, MAX_FILE_BYTES);
    } catch (IsereException e) {
      return e.diagnostics();
    }
    return input.outside().stream().map(path -> outside(source, path)).toList();
  }

  private static Diagnostic outside(SourceText source, String path) {
    String message = "cannot bundle `" + path + "`: it is not a file";
    List<String> lines = source.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      int at = lines.get(i).indexOf(path);
      if (at >= 0) {
        return source.errorAt(i + 1, at + 1, message).withHelp("import your own files only");
      }
    }
    return Diagnostic.error(message).at(source.file()).withHelp("import your own files only");
  }

  private static byte[] read(Path bundle, long maxBytes) throws IOException {
    long size = Files.size(bundle);
    if (size > maxBytes) {
      throw IsereException.failed(
          Diagnostic.error(
                  String.format(
                      Locale.ROOT,
                      "the bundled source is too large: %,d bytes of at most %,d",
                      size,
                      maxBytes))
              .withHelp("isere.yaml can raise the limit: build: {max_source_bytes: " + size + "}"));
    }
    return Files.readAllBytes(bundle);
  }
}
