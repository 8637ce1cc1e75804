// Joins TCP connections of this machine to connections of the emulated chip.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import dev.isere.build.EmulatedChip;
import dev.isere.build.LogRecord;
import dev.isere.build.SimFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A thread that hands to and fro. The chip's idle time follows this machine's clock, as long as
 * that makes no leaps: what a busy machine does not get to do takes no time on the chip.
 */
final class ChipBridge implements Runnable {
  private static final int MOST_CLIENTS = 128;

  /**
   * Bytes that the chip has not taken before a client is made to wait; it has room for 65536 a
   * connection.
   */
  private static final int MOST_UNTAKEN = 32_768;

  /** How long to wait for clients before time on the chip moves on. */
  private static final long PAUSE_MS = 5;

  /** The most idle time that one turn grants. */
  private static final long MOST_IDLE_US = 20_000;

  private final EmulatedChip chip;
  private final Consumer<LogRecord> log;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final Map<Integer, Client> clients = new HashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private final List<SimFrame> frames = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(16_384);
  private long turnNanos = System.nanoTime();
  private volatile long chipUs;
  private boolean stopped;
  private volatile boolean stopping;

  /**
   * @param bootUs what the chip's clock says now
   * @param log gets what is logged, from the bridge's thread
   */
  ChipBridge(EmulatedChip chip, long bootUs, Consumer<LogRecord> log) throws IOException {
    this.chip = chip;
    this.chipUs = bootUs;
    this.log = log;
    for (int number = 0; number < MOST_CLIENTS; number++) {
      free.add(number);
    }
    selector = Selector.open();
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MOST_CLIENTS);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  InetSocketAddress address() {
    try {
      return (InetSocketAddress) listener.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the chip's clock said at the end of its last turn. */
  long clockMs() {
    return TimeUnit.MICROSECONDS.toMillis(chipUs);
  }

  /** Tells the runtime to drain; {@link #run} returns when it has. */
  void stop() {
    stopping = true;
    selector.wakeup();
  }

  @Override
  public void run() {
    try (selector;
        listener) {
      boolean told = false;
      while (!stopped) {
        if (stopping && !told) {
          told = true;
          frames.add(SimFrame.of(SimFrame.STOP, 0));
        }
        selector.select(this::take, frames.isEmpty() ? PAUSE_MS : 1);
        turn();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      clients.values().forEach(Client::close);
    }
  }

  private void take(SelectionKey key) {
    try {
      if (key.isValid() && key.isAcceptable()) {
        accept();
      }
      if (key.attachment() instanceof Client client) {
        if (key.isValid() && key.isReadable()) {
          client.receive();
        }
        if (key.isValid() && key.isWritable()) {
          client.send();
        }
        client.watch();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() throws IOException {
    while (!free.isEmpty()) {
      SocketChannel socket = listener.accept();
      if (socket == null) {
        return;
      }
      Client client = new Client(free.remove(), socket);
      clients.put(client.number, client);
      frames.add(SimFrame.of(SimFrame.OPEN, client.number));
    }
    listener.keyFor(selector).interestOps(0);
  }

  /** Hands the chip what has come in, and the time that has passed here and not there. */
  private void turn() {
    long nanos = System.nanoTime();
    long passedUs = TimeUnit.NANOSECONDS.toMicros(nanos - turnNanos);
    turnNanos = nanos;
    List<SimFrame> answers = chip.turn(List.copyOf(frames), Math.min(passedUs, MOST_IDLE_US));
    frames.clear();
    chipUs = EmulatedChip.report(answers).nowUs();
    EmulatedChip.logs(answers).forEach(log);
    for (SimFrame answer : answers) {
      Client client = clients.get(answer.connection());
      switch (answer.kind()) {
        case SimFrame.OUTPUT -> client.waiting.add(ByteBuffer.wrap(answer.payload()));
        case SimFrame.FIN -> client.ended = true;
        case SimFrame.CLOSED -> client.closed = true;
        case SimFrame.TAKEN -> client.untaken -= answer.integers().getInt();
        case SimFrame.STOPPED -> stopped = true;
        default -> {
          // Logs and the report are taken above.
        }
      }
    }
    for (Client client : List.copyOf(clients.values())) {
      client.send();
      client.watch();
    }
  }

  /** A connection of this machine, joined to one of the chip. */
  private final class Client {
    final int number;
    private final SocketChannel socket;
    private final SelectionKey key;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private int untaken;
    private boolean finished; // the client sends no more
    private boolean ended; // the chip sends no more
    private boolean shut; // ... and the client has been told
    private boolean closed; // the chip has closed its end
    private boolean gone; // the socket is closed

    Client(int number, SocketChannel socket) throws IOException {
      this.number = number;
      this.socket = socket;
      socket.configureBlocking(false);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      key = socket.register(selector, SelectionKey.OP_READ, this);
    }

    void receive() {
      try {
        buffer.clear();
        int count = socket.read(buffer);
        finished = count < 0;
        if (closed || count == 0) {
          return; // nobody reads it
        }
        if (finished) {
          frames.add(SimFrame.of(SimFrame.END, number));
        } else {
          frames.add(new SimFrame(SimFrame.DATA, number, Arrays.copyOf(buffer.array(), count)));
          untaken += count;
        }
      } catch (IOException e) {
        hangUp();
      }
    }

    void send() {
      if (gone) {
        forget();
        return;
      }
      try {
        while (!waiting.isEmpty()) {
          socket.write(waiting.peek());
          if (waiting.peek().hasRemaining()) {
            return;
          }
          waiting.remove();
        }
        if ((ended || closed) && !shut) {
          shut = true;
          socket.shutdownOutput();
        }
        if (closed) {
          close();
          forget();
        }
      } catch (IOException e) {
        hangUp();
      }
    }

    void watch() {
      if (!gone) {
        int read = !finished && untaken < MOST_UNTAKEN ? SelectionKey.OP_READ : 0;
        key.interestOps(read | (waiting.isEmpty() ? 0 : SelectionKey.OP_WRITE));
      }
    }

    /** The client has died. */
    private void hangUp() {
      close();
      if (!closed) {
        frames.add(SimFrame.of(SimFrame.RESET, number));
      }
      forget();
    }

    void close() {
      gone = true;
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The number is free when both ends are closed. */
    private void forget() {
      if (gone && closed && clients.remove(number) != null) {
        free.add(number);
        if (listener.isOpen()) {
          listener.keyFor(selector).interestOps(SelectionKey.OP_ACCEPT);
        }
      }
    }
  }
}
