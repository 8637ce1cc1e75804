// A command in a pseudo-terminal, and what a person sees and types there.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command in a pseudo-terminal of 100 by 40, see tests/tools/terminal.py. */
public final class Terminal implements AutoCloseable {
  private static final long END_SECONDS = 60;
  private static final String COLUMNS = "100";
  private static final String ROWS = "40";

  private final Process process;
  private final OutputStream keys;
  private final StringBuilder shown = new StringBuilder();
  private final Thread reader;
  private int awaited;

  /** Starts a command in a folder. */
  public Terminal(Path folder, List<String> command) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("python3", Home.tests("tools/terminal.py").toString(), COLUMNS, ROWS));
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("NO_COLOR");
    process = builder.start();
    keys = process.getOutputStream();
    reader = new Thread(() -> read(process.getInputStream()), "terminal");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream in) {
    byte[] buffer = new byte[4096];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        synchronized (shown) {
          shown.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
          shown.notifyAll();
        }
      }
    } catch (IOException e) {
      // The process is gone; what it showed is kept.
      return;
    }
  }

  /** The process that holds the terminal; the command is its child. */
  public Process process() {
    return process;
  }

  /** Types. */
  public void type(String text) throws IOException {
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  /** What was shown so far, the terminal's line ends as LF. */
  public String shown() {
    synchronized (shown) {
      return shown.toString().replace("\r\n", "\n");
    }
  }

  /** Waits until a text is shown behind the one that was awaited before. */
  public void await(String text) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2L * Wire.PATIENCE_MS);
    synchronized (shown) {
      for (int at = shown.indexOf(text, awaited); ; at = shown.indexOf(text, awaited)) {
        if (at >= 0) {
          awaited = at + text.length();
          return;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("`" + text + "` was not shown\n" + shown);
        }
        try {
          shown.wait(left);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Waits for the end; the exit code. */
  public int end() throws IOException {
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("did not end in " + END_SECONDS + " s\n" + shown());
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Hangs up, as a person does who closes the window. */
  @Override
  public void close() throws IOException {
    keys.close();
    end();
  }
}
