/*
 * The life of isere dev.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.terminal.Browser;
import dev.isere.terminal.Keyboard;
import dev.isere.watch.FileWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The life of {@code isere dev}: changes, keys and ends, one after the other. */
final class DevSession {
  private static final long FOR_EVER_MS = TimeUnit.DAYS.toMillis(365);

  /** An editor writes a file in several steps; this long after the last one it is done. */
  private static final long QUIET_MS = 8;

  /** Something that writes without an end shall not keep us for ever. */
  private static final long MAX_WAIT_MS = 200;

  /** How long a mistake is kept back, for the rest of a save may follow. */
  private static final long SAVING_MS = 60;

  /** File systems tell the time in steps. */
  private static final long CLOCK_GRAIN_MS = 20;

  private final Screen screen;
  private final FileWatcher watcher;
  private DevFunction function;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private Set<Path> watched = Set.of();

  /** What was saved and of which nothing was said yet. */
  private final Set<Path> changed = new HashSet<>();

  private boolean broken;
  private List<Diagnostic> complaints = List.of();

  /** Something that happened; of files, key and runtime it has what belongs to its kind. */
  private record Event(Kind kind, Set<Path> files, int key, LocalRuntime runtime) {
    static Event change(Set<Path> files) {
      return new Event(Kind.CHANGE, files, 0, null);
    }
  }

  private enum Kind {
    CHANGE,
    LOOK_AGAIN,
    KEY,
    RUNTIME_ENDED
  }

  DevSession(Screen screen, FileWatcher watcher) {
    this.screen = screen;
    this.watcher = watcher;
  }

  /** Is told of a runtime that has ended by itself. */
  void ended(LocalRuntime runtime) {
    events.add(new Event(Kind.RUNTIME_ENDED, Set.of(), 0, runtime));
  }

  /**
   * Lasts until the person quits.
   *
   * @param served is told of its runtimes' ends by {@link #ended}
   * @return the exit code
   */
  int run(DevFunction served) throws IOException {
    function = served;
    function.check();
    update(false);
    startWatching();
    Optional<Keyboard> keyboard =
        Keyboard.open(key -> events.add(new Event(Kind.KEY, Set.of(), key, null)));
    try {
      keyboard.ifPresent(this::greet);
      while (true) {
        Event event = events.take();
        if (event.kind() == Kind.KEY && isQuit(event.key())) {
          return ExitCode.DONE.value();
        }
        handle(event);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED.value();
    } finally {
      keyboard.ifPresent(Keyboard::close);
    }
  }

  private void greet(Keyboard keyboard) {
    function.beforeExit(keyboard::close);
    screen.say("keys: r reload, o open in a browser, m memory, q quit");
  }

  private void startWatching() {
    Thread thread = new Thread(this::forwardChanges, "watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void forwardChanges() {
    try {
      while (true) {
        Set<Path> first = watcher.await(FOR_EVER_MS);
        if (!first.isEmpty()) {
          events.add(Event.change(settled(first)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until nothing changes any more; all that did. */
  private Set<Path> settled(Set<Path> first) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAX_WAIT_MS);
    Set<Path> all = new HashSet<>(first);
    Set<Path> more = watcher.await(QUIET_MS);
    while (!more.isEmpty() && System.nanoTime() < end) {
      all.addAll(more);
      more = watcher.await(QUIET_MS);
    }
    all.addAll(more);
    return all;
  }

  private void handle(Event event) throws IOException {
    switch (event.kind()) {
      case CHANGE -> {
        changed.addAll(event.files());
        update(false);
      }
      case LOOK_AGAIN -> update(false);
      case RUNTIME_ENDED -> {
        Optional<IsereException> end = function.takeEnd(event.runtime());
        if (end.isPresent()) {
          screen.show(end.get().diagnostics());
          screen.say("it is started again with the next save");
        }
      }
      default -> press(event.key());
    }
  }

  private static boolean isQuit(int key) {
    // Ctrl-D is how one leaves most programs.
    return key == 'q' || key == 4;
  }

  private void press(int key) throws IOException {
    switch (key) {
      case 'r' -> update(true);
      case 'm' -> screen.say(function.memory().orElse("nothing is served"));
      case 'o' -> open();
      default -> {
        // A key that means nothing.
      }
    }
  }

  private void open() {
    if (!function.isServing()) {
      screen.say("nothing is served");
    } else if (!Browser.open(function.url())) {
      screen.say("open " + function.url() + " in your browser");
    }
  }

  /** Makes the function of what the files say now, and shows how that went. */
  private void update(boolean force) throws IOException {
    long begun = System.nanoTime();
    long begunAt = System.currentTimeMillis();
    try {
      DevFunction.Outcome outcome = function.update(force);
      long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      say(outcome, changedFiles(), tookMs);
      broken = false;
      changed.clear();
    } catch (CannotServeException e) {
      throw e.reason();
    } catch (IsereException e) {
      if (e.exitCode() != ExitCode.FAILED && !function.isServing()) {
        throw e;
      }
      if (!changed.isEmpty() && isBeingSaved()) {
        return;
      }
      List<Diagnostic> shown = e.withHelp(consequence()).diagnostics();
      // What is as wrong as before is no news, but to somebody who has saved.
      if (!broken || !changed.isEmpty() || !shown.equals(complaints)) {
        screen.show(shown);
      }
      broken = true;
      complaints = shown;
      changed.clear();
    } finally {
      watch(begunAt);
    }
  }

  /** What was saved, in front of what came of it. */
  private String changedFiles() {
    Set<Path> known = new HashSet<>(watched);
    known.addAll(function.files());
    String names = ChangedFiles.name(changed, known);
    return names.isEmpty() ? "" : names + ": ";
  }

  /** An editor may empty a file first and write it later: what is wrong meanwhile is no mistake. */
  private boolean isBeingSaved() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SAVING_MS);
    try {
      while (events.stream().noneMatch(it -> it.kind() == Kind.CHANGE)) {
        if (System.nanoTime() > end) {
          return false;
        }
        Thread.sleep(QUIET_MS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Watches the files that were read, and looks whether one was saved before it was watched. */
  private void watch(long readSince) throws IOException {
    Set<Path> files = function.files();
    if (watcher.watch(files) && broken) {
      events.add(new Event(Kind.LOOK_AGAIN, Set.of(), 0, null));
    }
    Set<Path> unseen = new HashSet<>(files);
    unseen.removeAll(watched);
    unseen.removeIf(file -> !isNewer(file, readSince - CLOCK_GRAIN_MS));
    if (!unseen.isEmpty()) {
      events.add(Event.change(unseen));
    }
    watched = files;
  }

  private static boolean isNewer(Path file, long time) {
    try {
      return Files.getLastModifiedTime(file).toMillis() > time;
    } catch (IOException e) {
      return false;
    }
  }

  private String consequence() {
    return function.isServing()
        ? "the function before it goes on serving"
        : "nothing is served until it is mended";
  }

  private void say(DevFunction.Outcome outcome, String saved, long tookMs) {
    switch (outcome) {
      case STARTED -> {
        screen.print("listening on " + function.url());
        screen.say(function.description());
      }
      case RESTARTED ->
          screen.say(
              saved
                  + (broken ? "mended, " : "")
                  + "restarted with other limits in "
                  + tookMs
                  + " ms");
      case REPLACED ->
          screen.say(saved + (broken ? "mended, " : "") + "reloaded in " + tookMs + " ms");
      case UNCHANGED -> {
        if (broken) {
          screen.say(saved + "mended; the function is the same as before");
        }
      }
      default -> throw new IllegalStateException("no such outcome: " + outcome);
    }
  }
}
