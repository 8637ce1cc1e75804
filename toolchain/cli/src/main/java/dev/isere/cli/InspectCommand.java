/*
 * isere inspect
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import dev.isere.image.ImageReader;
import dev.isere.image.ImageRefusedException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a function image and shows what is in it. */
@Command(name = "inspect", description = "Verifies a function image and shows what is in it.")
final class InspectCommand implements Callable<Integer> {
  private static final long MAX_IMAGE_BYTES = 256L << 20;

  private final RootCommand root;

  @Parameters(paramLabel = "FILE", description = "A function image, such as function.isere.")
  private Path file;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  InspectCommand(RootCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    byte[] bytes = TextFiles.readBytes(file, MAX_IMAGE_BYTES);
    String name = TextFiles.displayName(file);
    try {
      ImageReport report = new ImageReport(ImageReader.read(bytes));
      if (json) {
        root.screen().print(report.json());
      } else {
        report.lines(name).forEach(root.screen()::print);
      }
      return ExitCode.DONE.value();
    } catch (ImageRefusedException e) {
      Diagnostic refused = Diagnostic.error("image refused: " + e.getMessage()).at(name);
      throw new IsereException(ExitCode.FAILED, refused, e);
    }
  }
}
