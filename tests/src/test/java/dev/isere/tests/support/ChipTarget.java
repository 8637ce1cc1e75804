// The runtime on an emulated Cortex-M33.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import dev.isere.build.EmulatedChip;
import dev.isere.build.SimReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Serves images from one emulator, which is reset for each: one function at a time. */
public final class ChipTarget implements Target {
  /** How long a turn may take on a busy machine. */
  private static final long TURN_LIMIT_SECONDS = 120;

  private static final ChipTarget INSTANCE = new ChipTarget();

  private EmulatedChip chip;
  private Running running;

  private ChipTarget() {}

  /** The one emulator of this process. */
  public static ChipTarget instance() {
    return INSTANCE;
  }

  @Override
  public Served serve(Path image, Map<String, String> options) throws IOException {
    EmulatedChip.Boot boot = boot(image, options);
    SimReport ready =
        boot.report()
            .orElseThrow(() -> new AssertionError("not started: " + boot.reason() + boot.log()));
    running = new Running(ready);
    running.records.addAll(converted(boot.log()));
    running.thread.start();
    return running;
  }

  @Override
  public List<LogRecord> refuse(Path image, Map<String, String> options) throws IOException {
    EmulatedChip.Boot boot = boot(image, options);
    if (boot.report().isPresent()) {
      throw new AssertionError("not refused");
    }
    return converted(boot.log());
  }

  private EmulatedChip.Boot boot(Path image, Map<String, String> options) throws IOException {
    if (running != null) {
      throw new IllegalStateException("the chip serves another function still");
    }
    if (chip == null) {
      chip = EmulatedChip.start(EmulatedChip.command(Home.chipFirmware()), TURN_LIMIT_SECONDS);
    }
    return chip.boot(Files.readAllBytes(image), options, System.currentTimeMillis());
  }

  private static List<LogRecord> converted(List<dev.isere.build.LogRecord> records) {
    return records.stream()
        .map(r -> new LogRecord(r.level(), r.requestId().orElse(""), r.message()))
        .toList();
  }

  @Override
  public String board() {
    return "m33-sim";
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

  @Override
  public boolean answersAfterHalfClose() {
    return true;
  }

  private final class Running implements Served {
    private final List<LogRecord> records = new ArrayList<>();
    private final ChipBridge bridge;
    private final Thread thread;
    private Throwable failure;

    Running(SimReport ready) throws IOException {
      bridge = new ChipBridge(chip, ready.nowUs(), this::take);
      thread = new Thread(bridge, "chip-bridge");
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((t, e) -> fail(e));
    }

    private synchronized void take(dev.isere.build.LogRecord entry) {
      records.addAll(converted(List.of(entry)));
    }

    private synchronized void fail(Throwable e) {
      failure = e;
    }

    @Override
    public InetSocketAddress address() {
      return bridge.address();
    }

    @Override
    public boolean isAlive() {
      return thread.isAlive();
    }

    @Override
    public long clockMs() {
      return bridge.clockMs();
    }

    @Override
    public synchronized List<LogRecord> log() {
      return List.copyOf(records);
    }

    @Override
    public synchronized String output() {
      return (failure == null ? "" : failure + "\n") + records;
    }

    @Override
    public void close() throws IOException {
      running = null;
      bridge.stop();
      try {
        thread.join(2L * Wire.PATIENCE_MS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      boolean ended = !thread.isAlive();
      if (!ended || failure != null) {
        chip.close();
        chip = null;
        throw new AssertionError((ended ? "" : "did not end\n") + output());
      }
    }
  }
}
