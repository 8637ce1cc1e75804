/*
 * Makes a function image of a project.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.NativeBuild;
import dev.isere.bundle.Bundle;
import dev.isere.bundle.Bundler;
import dev.isere.bytecode.BytecodeCompiler;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.diagnostic.Location;
import dev.isere.image.ImageContent;
import dev.isere.image.ImageWriter;
import dev.isere.project.Project;
import dev.isere.trace.Symbolicator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Makes a function image of a project: bundles, compiles, writes. Again and again, if need be. */
final class FunctionMaker implements AutoCloseable {
  private static final int BUILD_ID_BYTES = 8;

  private final Bundler bundler;

  FunctionMaker(RootCommand root) {
    this(
        command -> {
          if (root.verbose()) {
            root.screen().say("+ " + command);
          }
        });
  }

  /**
   * @param commands gets each command that is run
   */
  private FunctionMaker(Consumer<String> commands) {
    this.bundler = new Bundler(command -> commands.accept(String.join(" ", command)));
  }

  /** Makes one function. */
  static MadeFunction makeOnce(RootCommand root, Project project) {
    return makeOnce(root, project, new FunctionMaker(root));
  }

  /** Makes one function, and prints the commands that it takes. */
  static MadeFunction makeShowing(RootCommand root, Project project) {
    return makeOnce(root, project, new FunctionMaker(root.screen()::print));
  }

  /** Makes one function for a folder, which may hold one already. */
  static MadeFunction makeFor(Path folder, RootCommand root, Project project) {
    try {
      return makeOnce(root, project);
    } catch (IsereException e) {
      Path previous = folder.resolve(NativeBuild.IMAGE_NAME);
      if (e.exitCode() == ExitCode.FAILED && Files.exists(previous)) {
        throw e.withHelp("nothing was built; the previous image is unchanged");
      }
      throw e;
    }
  }

  private static MadeFunction makeOnce(RootCommand root, Project project, FunctionMaker maker) {
    try (maker) {
      MadeFunction function = maker.make(project);
      root.screen().show(function.warnings());
      return function;
    }
  }

  /**
   * Makes the image.
   *
   * @throws dev.isere.diagnostic.IsereException with all that is wrong with the project
   */
  MadeFunction make(Project project) {
    Bundle bundle = bundler.bundle(project);
    String buildId = buildId(bundle.source());
    Path folder = folderOf(project.handler());
    boolean keepSource = project.options().build().source();
    byte[] bytecode = compile(bundle, folder);
    byte[] image =
        ImageWriter.write(
            new ImageContent(
                project.name(),
                project.options().version(),
                "isere " + Version.isere(),
                buildId,
                project.options().env(),
                project.imageLimits(),
                keepSource ? Optional.empty() : Optional.of(BytecodeCompiler.engineId()),
                keepSource ? bundle.source() : bytecode));
    return new MadeFunction(image, buildId, bundle, folder);
  }

  /** The files that decided about the last function, see {@link Bundler#files}. */
  Set<Path> files() {
    return bundler.files();
  }

  /** esbuild follows links, and so do the names in its map. */
  private static Path folderOf(Path handler) {
    try {
      return handler.toRealPath().getParent();
    } catch (IOException e) {
      return handler.getParent();
    }
  }

  /** The engine's complaints are about the bundle; the person wrote other files. */
  private static byte[] compile(Bundle bundle, Path folder) {
    try {
      return BytecodeCompiler.compile(bundle.name(), bundle.source());
    } catch (IsereException e) {
      Symbolicator symbolicator = MadeFunction.symbolicator(bundle.sourceMap(), folder);
      Diagnostic complaint = e.diagnostics().get(0);
      Optional<Diagnostic> mapped =
          complaint.location().flatMap(place -> moved(complaint, place, symbolicator));
      throw mapped.map(found -> new IsereException(e.exitCode(), found, e)).orElse(e);
    }
  }

  private static Optional<Diagnostic> moved(
      Diagnostic complaint, Location place, Symbolicator symbolicator) {
    Optional<String> line = symbolicator.sourceLine(place.line(), place.column());
    return symbolicator
        .location(place.line(), place.column())
        .map(found -> line.map(complaint.at(found)::withSourceLine).orElse(complaint.at(found)));
  }

  @Override
  public void close() {
    bundler.close();
  }

  private static String buildId(byte[] source) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(source);
      return HexFormat.of().formatHex(hash, 0, BUILD_ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
