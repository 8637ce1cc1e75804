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

  private final RootCommand root;
  private final ProjectArguments arguments;
  private final FunctionMaker maker;
  private final DevLog log;
  private ServerAddress address;
  private LocalRuntime runtime;
  private MadeFunction served;
  private Map<Option, Long> reserved = Map.of();
  private Project project;
  private List<Diagnostic> warned = List.of();
  private Runnable lastAction = () -> {};

  DevFunction(RootCommand root, ProjectArguments arguments, ServerAddress address) {
    this.root = root;
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

  private void start(MadeFunction function) {
    StartLog startLog = log.start(function);
    try {
      runtime =
          LocalRuntime.start(
              root, project, function, address, startLog, RuntimeProcess.controlledOptions());
    } catch (IsereException e) {
      throw startLog.blamesFunction() ? e : new CannotServeException(e);
    }
    runtime.exitCleanlyOnSignal(lastAction);
    reserved = project.firmwareOptions();
    served = function;
    // A restart shall be found where it was.
    URI listening = URI.create(runtime.address());
    address = new ServerAddress(address.host(), listening.getPort());
  }

  /** Whether a runtime runs. */
  boolean isServing() {
    return runtime != null;
  }

  /** The runtime has ended by itself: what there is to say about it. */
  IsereException takeEnd() {
    int code = runtime.process().await();
    end();
    return StartLog.ended(code);
  }

  /** Has something done when the runtime that serves now ends by itself. */
  void whenEnded(Runnable action) {
    runtime.whenEnded(action);
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
