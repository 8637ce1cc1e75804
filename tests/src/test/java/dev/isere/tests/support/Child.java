// A child process whose output is gathered.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process, its two streams read by threads into lines. */
public final class Child implements AutoCloseable {
  private static final long END_SECONDS = 60;

  private static final String HEARING_SIGNALS =
      "import os, signal, sys\n"
          + "for name in ('SIGHUP', 'SIGINT', 'SIGTERM'):\n"
          + "  signal.signal(getattr(signal, name), signal.SIG_DFL)\n"
          + "os.execv(sys.argv[1], sys.argv[1:])\n";

  private final Process process;
  private final Lines out;
  private final Lines err;

  public Child(ProcessBuilder builder) throws IOException {
    process = builder.start();
    out = new Lines(process.getInputStream());
    err = new Lines(process.getErrorStream());
  }

  /**
   * What stands in front of a command, its program a path, so that it has all signals at their
   * defaults, whoever ignores some (nohup, "&").
   */
  public static List<String> hearingSignals(String python) {
    return List.of(python, "-c", HEARING_SIGNALS);
  }

  /** The process itself, for signals and its id. */
  public Process process() {
    return process;
  }

  /** Lines of stdout so far. */
  public List<String> out() {
    return out.copy();
  }

  /** Lines of stderr so far. */
  public List<String> err() {
    return err.copy();
  }

  /** Both streams, for a message. */
  public String output() {
    return "--- stdout\n" + String.join("\n", out()) + "\n--- stderr\n" + String.join("\n", err());
  }

  /**
   * The first line of stdout that fits. Fails when the process ends, or stays silent, before it
   * comes.
   */
  public String awaitOut(Predicate<String> fits) {
    return out.await(fits, this);
  }

  /** The first line of stderr that fits. */
  public String awaitErr(Predicate<String> fits) {
    return err.await(fits, this);
  }

  /** Writes a line to its standard input. */
  public void say(String line) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      throw new AssertionError("it reads no more\n" + output(), e);
    }
  }

  /** Sends a signal by name, such as INT. */
  public void signal(String name) throws IOException {
    signal(process.pid(), name);
  }

  /** Sends a signal to a process that a test has started. */
  public static void signal(long pid, String name) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Waits for the end and gives the exit code. Kills a process that does not come to one. */
  public int await() throws IOException {
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("did not end in " + END_SECONDS + " s\n" + output());
      }
      out.join();
      err.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      process.destroy();
      await();
    }
  }

  private static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    Lines(InputStream in) {
      reader = new Thread(() -> read(in));
      reader.setDaemon(true);
      reader.start();
    }

    private void read(InputStream in) {
      try (BufferedReader text =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        for (String line = text.readLine(); line != null; line = text.readLine()) {
          synchronized (lines) {
            lines.add(line);
            lines.notifyAll();
          }
        }
      } catch (IOException e) {
        // The process is gone; what it wrote is in the list.
      } finally {
        synchronized (lines) {
          ended = true;
          lines.notifyAll();
        }
      }
    }

    List<String> copy() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }

    void join() throws InterruptedException {
      reader.join(TimeUnit.SECONDS.toMillis(5));
    }

    String await(Predicate<String> fits, Child child) {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2L * Wire.PATIENCE_MS);
      synchronized (lines) {
        for (int seen = 0; ; ) {
          while (seen < lines.size()) {
            String line = lines.get(seen++);
            if (fits.test(line)) {
              return line;
            }
          }
          long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
          if (ended || left <= 0) {
            break;
          }
          waitFor(left);
        }
      }
      throw new AssertionError("the awaited line did not come\n" + child.output());
    }

    private void waitFor(long ms) {
      try {
        lines.wait(ms);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
