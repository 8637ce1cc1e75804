/*
 * Runs esbuild as a service.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An esbuild that stays warm: a process that builds the same entry again and again, reading anew
 * only what has changed. It ends with this process, whose pipe it reads.
 */
final class EsbuildService implements AutoCloseable {
  private static final long TIME_LIMIT_SECONDS = 30;
  private static final int MAX_PACKET_BYTES = 1 << 30;
  private static final int KEY = 0;

  /** A crash says why in its first lines, and a program in Go adds megabytes of its stacks. */
  private static final int MAX_SAID_BYTES = 4096;

  private static final int COPY_BYTES = 8192;

  private final Process process;
  private final DataOutputStream out;
  private final BlockingQueue<Object> packets = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Thread errorReader = new Thread(this::readErrors, "esbuild-errors");
  private int lastId;
  private boolean opened;

  private EsbuildService(Process process) {
    this.process = process;
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
  }

  /**
   * Starts a service and tells it what to build.
   *
   * @param entry a file in the folder, as {@code ./handler.js}
   * @param folder the working directory
   * @param flags as on esbuild's command line
   * @throws IsereException (exit code 3) if it cannot be started
   */
  static EsbuildService start(Path executable, String entry, Path folder, List<String> flags) {
    ProcessBuilder builder =
        new ProcessBuilder(executable.toString(), "--service=" + EsbuildBinary.VERSION)
            .directory(folder.toFile());
    builder.environment().put("GOMEMLIMIT", "1GiB");
    EsbuildService service;
    try {
      service = new EsbuildService(builder.start());
    } catch (IOException e) {
      throw unusable("cannot start esbuild: " + e.getMessage(), e);
    }
    try {
      service.readInBackground();
      service.open(entry, folder, flags);
      return service;
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private void open(String entry, Path folder, List<String> flags) {
    Map<String, Object> request = new TreeMap<>();
    request.put("command", "build");
    request.put("key", KEY);
    request.put("context", true);
    request.put("write", false);
    request.put("entries", List.of(List.of("", entry)));
    request.put("flags", flags);
    request.put("absWorkingDir", folder.toString());
    // NODE_PATH would let the same project give different bundles on different machines.
    request.put("nodePaths", List.of());
    request.put("plugins", List.of(NodeModules.plugin()));
    EsbuildResult result = EsbuildResult.of(call(request));
    if (!result.messages().isEmpty()) {
      throw new IllegalStateException("esbuild wants other flags: " + result.messages());
    }
    opened = true;
  }

  /**
   * Builds with the files as they are now.
   *
   * @throws IsereException if esbuild does not end in time, or ends altogether
   */
  EsbuildResult build() {
    return EsbuildResult.of(call(Map.of("command", "rebuild", "key", KEY)));
  }

  /** Sends a request; the response, or what the end of the build reported before it. */
  private Map<?, ?> call(Map<String, Object> request) {
    int id = ++lastId;
    send(new EsbuildPacket(id, true, request));
    Map<?, ?> end = null;
    while (true) {
      EsbuildPacket packet = receive();
      if (packet.isRequest()) {
        Map<?, ?> asked = (Map<?, ?>) packet.value();
        end = "on-end".equals(asked.get("command")) ? asked : end;
        send(new EsbuildPacket(packet.id(), false, NodeModules.answer(asked)));
      } else if (packet.id() == id) {
        Map<?, ?> answer = (Map<?, ?>) packet.value();
        if (answer.get("error") instanceof String error) {
          throw new IllegalStateException("esbuild refuses: " + error);
        }
        return end == null ? answer : end;
      }
    }
  }

  private void send(EsbuildPacket packet) {
    byte[] bytes = packet.encode();
    try {
      out.writeInt(Integer.reverseBytes(bytes.length));
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private EsbuildPacket receive() {
    try {
      Object next = packets.poll(TIME_LIMIT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        close();
        throw IsereException.failed(
            Diagnostic.error("esbuild did not end within " + TIME_LIMIT_SECONDS + " seconds")
                .withHelp("does the handler import a pipe or a device?"));
      }
      if (next instanceof Exception e) {
        packets.add(next);
        throw ended(e);
      }
      return (EsbuildPacket) next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IsereException.failed(Diagnostic.error("interrupted"));
    }
  }

  private void readInBackground() {
    Thread reader = new Thread(this::readPackets, "esbuild");
    reader.setDaemon(true);
    reader.start();
    errorReader.setDaemon(true);
    errorReader.start();
  }

  /** First the version, then packets, then the reason why there are no more. */
  private void readPackets() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      readSlice(in);
      while (true) {
        packets.add(EsbuildPacket.decode(readSlice(in)));
      }
    } catch (IOException | RuntimeException e) {
      packets.add(e);
    }
  }

  private void readErrors() {
    byte[] buffer = new byte[COPY_BYTES];
    try (InputStream in = process.getErrorStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        synchronized (said) {
          said.write(buffer, 0, Math.min(count, MAX_SAID_BYTES - said.size()));
        }
      }
    } catch (IOException e) {
      // The process has been ended and its pipes with it: there is nothing more to read.
      return;
    }
  }

  private static byte[] readSlice(DataInputStream in) throws IOException {
    int length = Integer.reverseBytes(in.readInt());
    if (length < 0 || length > MAX_PACKET_BYTES) {
      throw new IOException("a packet of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  /**
   * It ended by itself: it is another version or none at all, or the source was too much for it.
   */
  private IsereException ended(Exception cause) {
    try {
      errorReader.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String text;
    synchronized (said) {
      text = said.toString(UTF_8);
    }
    String line =
        text.lines()
            .filter(it -> !it.isBlank())
            .findFirst()
            .map(it -> it.strip().replaceFirst("^\\S+ \\[ERROR\\] ", ""))
            .orElse("no message");
    return opened
        ? new IsereException(
            ExitCode.FAILED,
            Diagnostic.error("esbuild failed: " + line)
                .withHelp("is something nested thousands of levels deep?"),
            cause)
        : unusable("esbuild ended by itself: " + line, cause);
  }

  private static IsereException unusable(String message, Exception cause) {
    return new IsereException(
        ExitCode.MACHINE,
        Diagnostic.error(message)
            .withHelp(
                "ISERE_ESBUILD can name another executable of it, of version "
                    + EsbuildBinary.VERSION),
        cause);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
