// The runtime as a process of this machine.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Serves images with the executable {@code isere-runtime}.
 *
 * @param runtime the executable
 * @param mayDie whether one that was ended may have another in its place; else that fails
 */
public record PosixTarget(Path runtime, boolean mayDie) implements Target {
  private static final String LISTENING = "listening on http://";

  public PosixTarget(Path runtime) {
    this(runtime, false);
  }

  @Override
  public Served serve(Path image, Map<String, String> options) throws IOException {
    Child child = start(image, options);
    try {
      return new Running(child, mayDie, address(child.awaitOut(PosixTarget::saysListening)));
    } catch (AssertionError e) {
      child.close();
      throw e;
    }
  }

  @Override
  public List<LogRecord> refuse(Path image, Map<String, String> options) throws IOException {
    Child child = start(image, options);
    int exit = child.await();
    if (exit != 1 || !child.out().isEmpty()) {
      throw new AssertionError("not refused: exit code " + exit + "\n" + child.output());
    }
    // "error: ..." and "help: ..." are the executable's words to a person, not the function's log.
    return LogRecord.parse(
        child.err().stream().filter(l -> !l.matches("(error|help): .*")).toList());
  }

  private Child start(Path image, Map<String, String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of(runtime.toString(), image.toString()));
    command.addAll(List.of("--port", "0", "--log-format", "json"));
    options.forEach((key, value) -> command.addAll(List.of("--option", key + "=" + value)));
    return new Child(new ProcessBuilder(command));
  }

  /** The address in the line that a runtime, or the command line, prints once it listens. */
  public static InetSocketAddress address(String line) {
    String hostAndPort = line.substring(LISTENING.length());
    int colon = hostAndPort.lastIndexOf(':');
    return new InetSocketAddress(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }

  /** True for the line that says where it listens. */
  public static boolean saysListening(String line) {
    return line.startsWith(LISTENING);
  }

  @Override
  public String board() {
    return "native";
  }

  @Override
  public boolean hasClock() {
    return true;
  }

  @Override
  public int connections() {
    return 8;
  }

  @Override
  public int cuts() {
    return Integer.MAX_VALUE;
  }

  /** Under Valgrind: property {@code isere.slowness}. */
  @Override
  public int slowness() {
    return Integer.getInteger("isere.slowness", 1);
  }

  @Override
  public boolean answersAfterHalfClose() {
    return true;
  }

  private record Running(Child child, boolean mayDie, InetSocketAddress address) implements Served {
    @Override
    public boolean isAlive() {
      return child.process().isAlive();
    }

    @Override
    public Optional<ProcessHandle> process() {
      return Optional.of(child.process().toHandle());
    }

    @Override
    public long clockMs() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public List<LogRecord> log() {
      return LogRecord.parse(child.err());
    }

    @Override
    public String output() {
      return child.output();
    }

    @Override
    public void close() throws IOException {
      boolean alive = isAlive();
      child.signal("TERM");
      int exit = child.await();
      // What watches over it lives on when it dies.
      boolean restarted = child.err().stream().anyMatch(l -> l.contains("starting it afresh"));
      boolean died = !alive || restarted && !mayDie;
      if (died || exit != 0) {
        throw new AssertionError(
            (died ? "the runtime had died; " : "") + ("exit code " + exit + "\n" + output()));
      }
    }
  }
}
