/*
 * Makes a function image of a project.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.NativeBuild;
import dev.isere.bundle.Bundle;
import dev.isere.bundle.BundlePart;
import dev.isere.bundle.Bundler;
import dev.isere.bytecode.BytecodeCompiler;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.image.ImageContent;
import dev.isere.image.ImageWriter;
import dev.isere.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a function image of a project: bundles, compiles, writes. */
final class FunctionMaker {
  private static final int BUILD_ID_BYTES = 8;

  private final RootCommand root;
  private final Consumer<String> commands;

  FunctionMaker(RootCommand root) {
    this(
        root,
        command -> {
          if (root.verbose()) {
            root.screen().say("+ " + command);
          }
        });
  }

  /**
   * @param commands gets each command that is run
   */
  FunctionMaker(RootCommand root, Consumer<String> commands) {
    this.root = root;
    this.commands = commands;
  }

  /**
   * Makes the image for a folder, which may hold one already.
   *
   * @throws IsereException with all that is wrong with the project
   */
  byte[] make(Project project, Path folder) {
    try {
      return make(project);
    } catch (IsereException e) {
      Path previous = folder.resolve(NativeBuild.IMAGE_NAME);
      if (e.exitCode() == ExitCode.FAILED && Files.exists(previous)) {
        throw e.withHelp("nothing was built; the previous image is unchanged");
      }
      throw e;
    }
  }

  /**
   * A function.
   *
   * @param image its image
   * @param parts what its code is made of, the largest first
   */
  record Made(byte[] image, List<BundlePart> parts) {
    Made {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Makes the image.
   *
   * @throws IsereException with all that is wrong with the project
   */
  byte[] make(Project project) {
    return makeInParts(project).image();
  }

  /**
   * Makes the image, and says what it is made of.
   *
   * @throws IsereException with all that is wrong with the project
   */
  Made makeInParts(Project project) {
    Bundler bundler = new Bundler(command -> commands.accept(String.join(" ", command)));
    Bundle bundle = bundler.bundle(project);
    root.screen().show(bundle.warnings());
    byte[] bytecode = compile(bundle);
    boolean keepSource = project.options().build().source();
    ImageContent content =
        new ImageContent(
            project.name(),
            project.options().version(),
            "isere " + Version.isere(),
            buildId(bundle.source()),
            project.options().env(),
            project.imageLimits(),
            keepSource ? Optional.empty() : Optional.of(BytecodeCompiler.engineId()),
            keepSource ? bundle.source() : bytecode);
    return new Made(ImageWriter.write(content), bundle.parts());
  }

  private static byte[] compile(Bundle bundle) {
    try {
      return BytecodeCompiler.compile(bundle.name(), bundle.source());
    } catch (IsereException e) {
      boolean hasLine =
          e.diagnostics().get(0).location().filter(location -> location.line() > 0).isPresent();
      throw hasLine ? e.withHelp("the line is one of the bundled module") : e;
    }
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
