/*
 * Runs esbuild.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs esbuild's executable: an argument list, a time limit, ended with this process. */
final class Esbuild {
  private static final long TIME_LIMIT_SECONDS = 30;
  private static final int MAX_MESSAGES = 20;

  private final Path executable;

  Esbuild(Path executable) {
    this.executable = executable;
  }

  /**
   * What a run left.
   *
   * @param succeeded whether there is a bundle
   * @param log what it wrote to standard error
   */
  record Result(boolean succeeded, String log) {}

  /**
   * The command line that bundles an entry.
   *
   * @param entry a file name in the working directory
   * @param output the folder that gets {@code bundle.js} and {@code meta.json}
   */
  List<String> command(String entry, Path output) {
    return List.of(
        executable.toString(),
        "./" + entry,
        "--bundle",
        "--format=esm",
        // Everything of ES2024 that esbuild knows, the engine knows too; what came later is
        // lowered.
        "--target=es2024",
        "--platform=neutral",
        "--main-fields=module,main",
        "--charset=utf8",
        "--tree-shaking=true",
        "--legal-comments=none",
        "--loader:.css=text",
        "--loader:.html=text",
        "--log-level=warning",
        "--log-limit=" + MAX_MESSAGES,
        "--color=false",
        "--metafile=" + output.resolve("meta.json"),
        "--outfile=" + output.resolve("bundle.js"));
  }

  /**
   * Runs a command in a folder.
   *
   * @param log the file that gets standard error
   * @throws IsereException if it cannot be started (exit code 3) or does not end in time
   */
  Result run(List<String> command, Path folder, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log.toFile());
    // NODE_PATH would let the same project give different bundles on different machines.
    builder.environment().remove("NODE_PATH");
    builder.environment().put("GOMEMLIMIT", "1GiB");
    try {
      Process process = builder.start();
      Thread killer = new Thread(process::destroyForcibly);
      Runtime.getRuntime().addShutdownHook(killer);
      try {
        if (!process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)) {
          throw IsereException.failed(
              Diagnostic.error("esbuild did not end within " + TIME_LIMIT_SECONDS + " seconds")
                  .withHelp("does the handler import a pipe or a device?"));
        }
        return new Result(
            process.exitValue() == 0, new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
      } finally {
        process.destroyForcibly();
        removeHook(killer);
      }
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("cannot start esbuild: " + e.getMessage())
              .withHelp("ISERE_ESBUILD can name another executable of it"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IsereException.failed(Diagnostic.error("interrupted"));
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The shutdown is under way: the hook has run or will, and ending an ended process is
      // harmless.
      return;
    }
  }
}
