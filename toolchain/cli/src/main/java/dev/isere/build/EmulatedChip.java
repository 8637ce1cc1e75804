/*
 * The emulated Cortex-M33 as a process of QEMU.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The emulated Cortex-M33 as a process of QEMU. Host and chip take turns: the host hands it frames,
 * the chip works until it has nothing more to do. The same frames give the same answers, and the
 * same instructions, in each run. The process ends when its standard input does, and so with this
 * one.
 *
 * <p>Not for use by several threads at once.
 */
public final class EmulatedChip implements AutoCloseable {
  /** Names the emulator's executable; a system property. */
  private static final String QEMU_PROPERTY = "isere.qemu";

  private static final String QEMU = "qemu-system-arm";

  /** ISERE_ENOMEM of runtime-c/include/isere/error.h. */
  private static final int OUT_OF_MEMORY = -2;

  private static final int MAX_FRAME_BYTES = 1 << 24;
  private static final long END_SECONDS = 5;

  private final Process process;
  private final InputStream in;
  private final OutputStream out;
  private final Map<String, String> hello = new TreeMap<>();
  private final long limitSeconds;
  private final ScheduledExecutorService watchdog;
  private final AtomicBoolean late = new AtomicBoolean();
  private final Thread shutdownHook;

  private EmulatedChip(Process process, long limitSeconds) {
    this.process = process;
    this.in = new BufferedInputStream(process.getInputStream(), 1 << 16);
    this.out = process.getOutputStream();
    this.limitSeconds = limitSeconds;
    this.watchdog =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "chip-watchdog");
              thread.setDaemon(true);
              return thread;
            });
    this.shutdownHook = new Thread(process::destroyForcibly, "chip-end");
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  /** The argument list that starts the emulator. */
  public static List<String> command(Path firmware) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty(QEMU_PROPERTY, QEMU));
    command.addAll(List.of("-M", "mps2-an505", "-nodefaults", "-display", "none"));
    command.addAll(List.of("-monitor", "none", "-serial", "none"));
    command.addAll(List.of("-icount", "shift=7,sleep=off,align=off"));
    command.addAll(List.of("-semihosting-config", "enable=on,target=native"));
    command.addAll(List.of("-kernel", firmware.toString()));
    return command;
  }

  /**
   * Starts the emulator and waits for the chip's greeting.
   *
   * @param command of {@link #command}
   * @param limitSeconds how long one turn may take on this machine
   * @throws IsereException (exit code 3) if there is no emulator
   */
  public static EmulatedChip start(List<String> command, long limitSeconds) {
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("no " + QEMU + " found").withHelp(SimFirmware.INSTALL),
          e);
    }
    EmulatedChip chip = new EmulatedChip(process, limitSeconds);
    try {
      SimFrame frame = chip.timed(chip::readFrame);
      if (frame.kind() != SimFrame.HELLO) {
        throw chip.broken("it did not greet");
      }
      frame.text().lines().map(l -> l.split("=", 2)).forEach(l -> chip.hello.put(l[0], l[1]));
      return chip;
    } catch (RuntimeException e) {
      chip.close();
      throw e;
    }
  }

  /** What the chip's firmware was compiled with. */
  public String compiler() {
    return hello.getOrDefault("compiler", "unknown");
  }

  /**
   * How a start went.
   *
   * @param report empty when the runtime did not start
   * @param outOfMemory whether memory did not suffice: RAM for the options when there is a reason,
   *     the JavaScript heap otherwise
   * @param reason why not, as a sentence; may be empty
   * @param log what was logged meanwhile
   */
  public record Boot(
      Optional<SimReport> report, boolean outOfMemory, String reason, List<LogRecord> log) {
    public Boot {
      log = List.copyOf(log);
    }
  }

  /**
   * Resets the chip and starts the runtime.
   *
   * @param options options of scope firmware by their keys
   * @param wallClockMs what its wall clock shows, ms since 1970
   */
  public Boot boot(byte[] image, Map<String, String> options, long wallClockMs) {
    List<SimFrame> frames = new ArrayList<>();
    frames.add(SimFrame.number(SimFrame.CLOCK, wallClockMs));
    frames.add(new SimFrame(SimFrame.IMAGE, 0, image));
    options.forEach((k, v) -> frames.add(SimFrame.text(SimFrame.OPTION, k + "=" + v)));
    frames.add(SimFrame.of(SimFrame.START, 0));
    List<SimFrame> answers = exchange(frames);
    SimFrame last = answers.get(answers.size() - 1);
    if (last.kind() == SimFrame.READY) {
      return new Boot(Optional.of(SimReport.read(last)), false, "", logs(answers));
    }
    int error = last.integers().getInt();
    byte[] payload = last.payload();
    String reason = new String(payload, Integer.BYTES, payload.length - Integer.BYTES, UTF_8);
    return new Boot(Optional.empty(), error == OUT_OF_MEMORY, reason, logs(answers));
  }

  /**
   * Gives the chip its turn.
   *
   * @param frames what happens outside of it; frames of this class's own making are not among them
   * @param idleUs how much idle time may pass on the chip's clock
   * @return what it answers; the last frame is {@link SimFrame#IDLE} or {@link SimFrame#STOPPED}
   */
  public List<SimFrame> turn(List<SimFrame> frames, long idleUs) {
    List<SimFrame> all = new ArrayList<>(frames);
    all.add(SimFrame.number(SimFrame.RUN, idleUs));
    return exchange(all);
  }

  /** The log records among frames. */
  public static List<LogRecord> logs(List<SimFrame> frames) {
    return frames.stream().filter(f -> f.kind() == SimFrame.LOG).map(EmulatedChip::log).toList();
  }

  private static LogRecord log(SimFrame frame) {
    List<String> levels = List.of("error", "warn", "info", "debug", "trace");
    byte[] payload = frame.payload();
    int headBytes = 2;
    String id = new String(payload, headBytes, payload[1], UTF_8);
    int textAt = headBytes + payload[1];
    return new LogRecord(
        levels.get(payload[0]),
        Optional.of(id).filter(text -> !text.isEmpty()),
        new String(payload, textAt, payload.length - textAt, UTF_8));
  }

  /** The report that ends a turn. */
  public static SimReport report(List<SimFrame> answers) {
    return SimReport.read(answers.get(answers.size() - 1));
  }

  // --- frames ---

  private List<SimFrame> exchange(List<SimFrame> frames) {
    int bytes = frames.stream().mapToInt(f -> SimFrame.HEADER_BYTES + f.payload().length).sum();
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    frames.forEach(frame -> frame.writeTo(buffer));
    return timed(
        () -> {
          out.write(buffer.array());
          out.flush();
          List<SimFrame> answers = new ArrayList<>();
          do {
            answers.add(readFrame());
          } while (!answers.get(answers.size() - 1).endsTurn());
          return answers;
        });
  }

  private SimFrame readFrame() throws IOException {
    ByteBuffer header = ByteBuffer.wrap(exactly(SimFrame.HEADER_BYTES));
    header.order(ByteOrder.LITTLE_ENDIAN);
    int length = header.getInt();
    int connection = Short.toUnsignedInt(header.getShort());
    int kind = Byte.toUnsignedInt(header.get());
    if (length < 0 || length > MAX_FRAME_BYTES) {
      throw broken("a frame of " + Integer.toUnsignedString(length) + " bytes");
    }
    SimFrame frame = new SimFrame(kind, connection, exactly(length));
    if (kind == SimFrame.FAULT) {
      throw broken(frame.text());
    }
    return frame;
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("it ended by itself");
    }
    return bytes;
  }

  // --- what may go wrong ---

  private interface Talk<T> {
    T run() throws IOException;
  }

  private <T> T timed(Talk<T> talk) {
    Future<?> end =
        watchdog.schedule(
            () -> {
              late.set(true);
              process.destroyForcibly();
            },
            limitSeconds,
            TimeUnit.SECONDS);
    try {
      return talk.run();
    } catch (IOException e) {
      if (late.get()) {
        throw new IsereException(
            ExitCode.FAILED,
            Diagnostic.error(
                "the emulated chip did not come to an end within " + limitSeconds + " seconds"),
            e);
      }
      throw broken(stderr().orElseGet(e::getMessage));
    } finally {
      end.cancel(false);
    }
  }

  private Optional<String> stderr() {
    try {
      return new String(process.getErrorStream().readNBytes(1 << 12), UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.contains(": warning: "))
          .reduce((first, second) -> second);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private IsereException broken(String what) {
    return new IsereException(
        ExitCode.BUG,
        List.of(
            Diagnostic.error("the emulated chip: " + what)
                .withHelp("please report this: the runtime should never crash")));
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    try {
      out.close();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    removeHook();
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // This process is ending already, and the hook with it.
      return;
    }
  }
}
