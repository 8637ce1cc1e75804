/*
 * A runtime that serves a function for as long as a command lasts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.LogRecord;
import dev.isere.build.NativeBuild;
import dev.isere.build.RuntimeExecutable;
import dev.isere.build.RuntimeProcess;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TemporaryFolder;
import dev.isere.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A runtime that serves a function from a temporary folder for as long as a command lasts. */
final class LocalRuntime implements AutoCloseable {
  /** A runtime that is told to stop gets this much longer than it gives its requests. */
  private static final long STOP_MARGIN_MS = 2_000;

  /** Loading is held to function.timeout_ms by the runtime itself; compiling source text is not. */
  private static final long LOAD_MARGIN_MS = 30_000;

  private final TemporaryFolder folder;
  private final RuntimeProcess process;
  private final long stopLimitMs;
  private final Thread shutdownHook = new Thread(this::endWithProcess, "isere-stop");
  private volatile boolean cleanExit;
  private volatile boolean ending;
  private volatile boolean stopping;
  private volatile Runnable lastAction = () -> {};
  private String address;

  private LocalRuntime(TemporaryFolder folder, RuntimeProcess process, long stopLimitMs) {
    this.folder = folder;
    this.process = process;
    this.stopLimitMs = stopLimitMs;
  }

  /**
   * Starts a runtime and waits until it serves.
   *
   * @param log gets the records that do not explain why it does not serve
   * @throws IsereException with the reason, if it does not come to serve
   */
  static LocalRuntime start(
      RootCommand root,
      Project project,
      MadeFunction function,
      ServerAddress where,
      Consumer<LogRecord> log) {
    StartLog startLog = new StartLog(function.symbolicator(), log, root.screen()::say);
    return start(root, project, function, where, startLog, RuntimeProcess.attachedOptions());
  }

  /**
   * The same with a log of the caller's.
   *
   * @param options how it hangs on to this process, see {@link RuntimeProcess}
   */
  static LocalRuntime start(
      RootCommand root,
      Project project,
      MadeFunction function,
      ServerAddress where,
      StartLog startLog,
      List<String> options) {
    RuntimeExecutable executable = RuntimeExecutable.locate(Home.folder());
    TemporaryFolder folder = writeImage(function.image());
    List<String> more = new ArrayList<>(options);
    if (root.verbose()) {
      more.addAll(List.of("--log-level", "debug"));
    }
    List<String> command =
        executable.command(
            folder.path().resolve(NativeBuild.IMAGE_NAME),
            where.host(),
            where.port(),
            project.firmwareOptions(),
            more);
    if (root.verbose()) {
      root.screen().say("+ " + String.join(" ", command));
    }
    LocalRuntime runtime =
        new LocalRuntime(
            folder,
            RuntimeProcess.start(command, startLog),
            project.options().server().drainTimeoutMs() + STOP_MARGIN_MS);
    Runtime.getRuntime().addShutdownHook(runtime.shutdownHook);
    runtime.awaitStart(project, startLog);
    return runtime;
  }

  private static TemporaryFolder writeImage(byte[] image) {
    try {
      TemporaryFolder folder = TemporaryFolder.create("isere-run-");
      Files.write(folder.path().resolve(NativeBuild.IMAGE_NAME), image);
      return folder;
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("cannot write a temporary file: " + IoReason.of(e)),
          e);
    }
  }

  private void awaitStart(Project project, StartLog startLog) {
    try {
      long limitMs = project.options().function().timeoutMs() + LOAD_MARGIN_MS;
      Optional<String> listening = process.awaitAddress(limitMs);
      if (listening.isEmpty()) {
        throw startLog.failure(process.await());
      }
      startLog.started();
      // It holds the image in memory: even if this process is killed, nothing stays behind.
      folder.close();
      address = listening.get();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Where it listens, as {@code http://127.0.0.1:8080}. */
  String address() {
    return address;
  }

  /** Has something done when the runtime ends by itself. */
  void whenEnded(Runnable action) {
    process.whenEnded(
        () -> {
          if (!stopping) {
            action.run();
          }
        });
  }

  /** The process, for control messages. */
  RuntimeProcess process() {
    return process;
  }

  /**
   * From now on a signal that ends this process stops the runtime first and then gives exit code 0.
   *
   * @param last is done before that
   */
  void exitCleanlyOnSignal(Runnable last) {
    lastAction = last;
    cleanExit = true;
  }

  /**
   * Waits until the runtime ends by itself.
   *
   * @return exit code 0
   * @throws IsereException if it did not end in good order
   */
  int await() {
    int code = process.await();
    if (code != 0) {
      throw StartLog.ended(code);
    }
    return ExitCode.DONE.value();
  }

  /** Stops the runtime, waits until it has drained and its whole log is read. */
  void stop() {
    stopping = true;
    process.stop(stopLimitMs);
  }

  /** Does not return when the process is ending: what went wrong for that reason is no news. */
  void giveWayToEnd() {
    while (ending) {
      LockSupport.park();
    }
  }

  private void endWithProcess() {
    stopping = ending = true;
    // Who asked for one answer and takes it back need not wait for it.
    int code = process.stop(cleanExit ? stopLimitMs : 0);
    lastAction.run();
    if (cleanExit) {
      // The JVM's own code for a signal would say that something went wrong.
      Runtime.getRuntime().halt(code == 0 ? ExitCode.DONE.value() : ExitCode.FAILED.value());
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
      folder.close();
    } catch (IllegalStateException e) {
      // The process is ending already: the hook does the rest.
      return;
    }
  }
}
