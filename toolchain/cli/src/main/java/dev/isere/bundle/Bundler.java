/*
 * Makes one module of a handler and its imports.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.SourceText;
import dev.isere.document.TextFiles;
import dev.isere.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes one module of a handler and its imports, and checks all that can be checked without an
 * engine. Keeps esbuild warm, so that bundling again takes milliseconds.
 */
public final class Bundler implements AutoCloseable {
  /** A single file larger than this cannot be meant. */
  private static final long MAX_FILE_BYTES = 64L << 20;

  private static final Pattern SCRIPT_NAME =
      Pattern.compile(".*\\.(js|mjs|cjs|jsx|ts|mts|cts|tsx)");

  /** esbuild reads these in an entry's name as its own syntax. */
  private static final Pattern UNUSABLE_NAME = Pattern.compile(".*[=*].*", Pattern.DOTALL);

  private final Consumer<List<String>> commandListener;
  private final Set<Path> files = new LinkedHashSet<>();
  private EsbuildService service;
  private Path serviceHandler;

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
    files.add(project.handler());
    checkName(project.handler());
    SourceText entry = TextFiles.read(project.handler(), MAX_FILE_BYTES);
    if (entry.text().isBlank()) {
      throw IsereException.failed(
          Diagnostic.error(entry.file() + " is empty")
              .withHelp("write: export const handler = async (event) => ({ body: event.path })"));
    }
    try {
      return bundle(project, entry, project.handler().toRealPath());
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.FAILED,
          Diagnostic.error(entry.file() + " cannot be read: " + IoReason.of(e)),
          e);
    }
  }

  /**
   * The files that the last bundle was made of. After a bundling that failed also those that the
   * mistakes are in, and those that are missing.
   */
  public Set<Path> files() {
    return Set.copyOf(files);
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

  private Bundle bundle(Project project, SourceText entry, Path handler) {
    Path folder = handler.getParent();
    String name = handler.getFileName().toString();
    EsbuildResult result = runEsbuild(handler);
    EsbuildDiagnostics diagnostics = new EsbuildDiagnostics(folder);
    List<Diagnostic> messages = diagnostics.translate(result.messages());
    if (!result.succeeded()) {
      files.addAll(diagnostics.files(result.messages()));
      throw IsereException.failed(messages);
    }
    Metafile metafile = Metafile.parse(result.metafile());
    files.clear();
    files.add(project.handler());
    metafile.inputs().stream()
        .filter(Metafile.Input::isFile)
        .forEach(input -> files.add(folder.resolve(input.path()).normalize()));
    List<Diagnostic> wrong = new ArrayList<>();
    HandlerExport.check(entry, name, metafile).ifPresent(wrong::add);
    metafile.inputs().forEach(input -> wrong.addAll(checkInput(folder, input)));
    if (!wrong.isEmpty()) {
      throw IsereException.failed(wrong);
    }
    checkSize(result.bundle().length, project.options().build().maxSourceBytes());
    return new Bundle(
        name, result.bundle(), named(result.sourceMap(), name), BundlePart.of(metafile), messages);
  }

  /** esbuild leaves out what the map is of, and a stack trace calls the bundle by this name. */
  private static byte[] named(byte[] sourceMap, String name) {
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(name));
    String text = new String(sourceMap, UTF_8);
    return text.replaceFirst("\\{", Matcher.quoteReplacement("{\n  \"file\": \"" + quoted + "\","))
        .getBytes(UTF_8);
  }

  /** An esbuild that has ended, or was told of another handler, is of no use any more. */
  private EsbuildResult runEsbuild(Path handler) {
    if (service != null && !handler.equals(serviceHandler)) {
      close();
    }
    try {
      if (service == null) {
        service = startEsbuild(handler);
        serviceHandler = handler;
      }
      return service.build();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private EsbuildService startEsbuild(Path handler) {
    Path executable = EsbuildBinary.ofThisMachine().locate();
    String entry = "./" + handler.getFileName();
    List<String> flags = EsbuildFlags.flags();
    List<String> command = new ArrayList<>(List.of(executable.toString(), entry));
    command.addAll(flags);
    commandListener.accept(command);
    return EsbuildService.start(executable, entry, handler.getParent(), flags);
  }

  @Override
  public void close() {
    if (service != null) {
      service.close();
      service = null;
    }
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

  private static void checkSize(long size, long maxBytes) {
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
  }
}
