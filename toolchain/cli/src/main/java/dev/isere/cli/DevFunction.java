/*
 * The function that isere dev serves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.build.RuntimeProcess;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import dev.isere.project.Option;
import dev.isere.project.PortKind;
import dev.isere.project.Project;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Makes the function, has it served, and has it replaced. Not for several threads at once. */
final class DevFunction implements AutoCloseable {
  /** What {@link #update} did. */
  enum Outcome {
    /** The runtime was started. */
    STARTED,
    /** The function was replaced in the runtime that runs. */
    REPLACED,
    /** The runtime was started anew: it reserves other things now. */
    RESTARTED,
    /** The function is the same as before. */
    UNCHANGED
  }

  /** A busy machine delivers a signal to one process so much later than to another. */
  private static final long SIGNAL_MARGIN_MS = 2000;

  private final RootCommand root;
  private final ProjectArguments arguments;
  private final FunctionMaker maker;
  private final DevLog log;
  private ServerAddress address;
  private LocalRuntime runtime;
  private MadeFunction served;
  private Map<Option, Long> reserved = Map.of();
  private final Consumer<LocalRuntime> whenEnded;
  private Project project;
  private boolean hasPort;
  private List<Diagnostic> warned = List.of();
  private Runnable lastAction = () -> {};

  /**
   * @param whenEnded gets a runtime that has ended by itself, see {@link #takeEnd}; from any thread
   */
  DevFunction(
      RootCommand root,
      ProjectArguments arguments,
      ServerAddress address,
      Consumer<LocalRuntime> whenEnded) {
    this.root = root;
    this.whenEnded = whenEnded;
    this.arguments = arguments;
    this.address = address;
    this.maker = new FunctionMaker(root);
    this.log = new DevLog(root.screen());
  }

  /**
   * Looks whether there is a project at all.
   *
   * @throws IsereException if there is no handler, or its isere.yaml is wrong
   */
  void check() {
    arguments.load(PortKind.LAPTOP);
  }

  /**
   * Makes the function of the files as they are now and has it served.
   *
   * @param force replace also a function that is the same
   * @throws IsereException if it cannot be made, or does not load; the one before goes on serving
   */
  Outcome update(boolean force) {
    Project next = arguments.load(PortKind.LAPTOP);
    MadeFunction function = maker.make(next);
    if (!function.warnings().equals(warned)) {
      warned = function.warnings();
      root.screen().show(warned);
    }
    project = next;
    boolean restart = runtime != null && !next.firmwareOptions().equals(reserved);
    if (runtime == null || restart) {
      if (restart) {
        rehearse(function);
      }
      end();
      start(function);
      return restart ? Outcome.RESTARTED : Outcome.STARTED;
    }
    if (!force && Arrays.equals(function.image(), served.image())) {
      return Outcome.UNCHANGED;
    }
    log.replace(runtime.process(), function, next.options().server().drainTimeoutMs());
    served = function;
    return Outcome.REPLACED;
  }

  /**
   * Looks whether the function starts, with another port: the one before has its own until it ends.
   */
  private void rehearse(MadeFunction function) {
    ServerAddress free = new ServerAddress(address.host(), 0);
    StartLog startLog = new StartLog(function.symbolicator(), entry -> {}, line -> {});
    LocalRuntime.start(root, project, function, free, startLog, RuntimeProcess.controlledOptions())
        .close();
  }

  private void start(MadeFunction function) {
    StartLog startLog = log.start(function);
    try {
      runtime =
          LocalRuntime.start(
              root, project, function, address, startLog, RuntimeProcess.controlledOptions());
    } catch (IsereException e) {
      throw startLog.blamesFunction() ? e : cannotServe(e);
    }
    runtime.exitCleanlyOnSignal(lastAction);
    LocalRuntime started = runtime;
    runtime.whenEnded(() -> whenEnded.accept(started));
    hasPort = true;
    reserved = project.firmwareOptions();
    served = function;
    // A restart shall be found where it was.
    URI listening = URI.create(runtime.address());
    address = new ServerAddress(address.host(), listening.getPort());
  }

  /** A port that was lost between two runtimes may come back; one that was never had need not. */
  private RuntimeException cannotServe(IsereException reason) {
    return hasPort
        ? reason.withHelp(
            "isere dev let go of its port for a moment, to start anew; the next save tries again")
        : new CannotServeException(reason);
  }

  /** Whether a runtime runs. */
  boolean isServing() {
    return runtime != null;
  }

  /**
   * A runtime has ended by itself.
   *
   * @return what there is to say about it; empty when another serves by now
   */
  Optional<IsereException> takeEnd(LocalRuntime ended) {
    if (runtime != ended) {
      return Optional.empty();
    }
    int code = runtime.process().await();
    if (code == 0) {
      awaitSignal();
    }
    end();
    return Optional.of(StartLog.ended(code));
  }

  /** Ctrl-C goes to the runtime too, which may have ended before this process hears of it. */
  private static void awaitSignal() {
    try {
      Thread.sleep(SIGNAL_MARGIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where it is served; only while {@link #isServing}. */
  String url() {
    return runtime.address();
  }

  /** What is served, for the first line. */
  String description() {
    int count = maker.files().size();
    return "serving " + project.name() + ", made of " + count + (count == 1 ? " file" : " files");
  }

  /** One line on the state of the heap. */
  Optional<String> memory() {
    return runtime == null ? Optional.empty() : log.memory(runtime.process());
  }

  /** The files that decide what {@link #update} does, there or not. */
  Set<Path> files() {
    Set<Path> files = new HashSet<>(arguments.files());
    files.addAll(maker.files());
    return files;
  }

  /** Is done when this process is told to end. */
  void beforeExit(Runnable action) {
    lastAction = action;
    if (runtime != null) {
      runtime.exitCleanlyOnSignal(action);
    }
  }

  private void end() {
    LocalRuntime ended = runtime;
    runtime = null;
    if (ended != null) {
      ended.close();
    }
  }

  @Override
  public void close() {
    maker.close();
    end();
  }
}
