// What a debugger does to an emulated chip.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * Speaks GDB's remote protocol with QEMU ({@code -gdb tcp::PORT}), in order to break what runs
 * there. The chip stands still while somebody is connected, and goes on afterwards.
 */
public final class Debugger {
  private static final int LR = 14;
  private static final int PC = 15;
  private static final int XPSR = 25;
  private static final int THUMB = 1 << 24;

  private Debugger() {}

  /** Lets a Cortex-M go on as if its instructions were not Thumb, which it has no others than. */
  public static void leaveThumb(int port) throws IOException {
    try (Socket socket = connect(port)) {
      int state = Integer.parseUnsignedInt(ask(socket, "p%x".formatted(XPSR)), 16);
      set(socket, XPSR, Integer.reverseBytes(state) & ~THUMB);
      order(socket, "D");
    }
  }

  /**
   * Lets the thread that calls a function next do nothing for ever.
   *
   * @param called where that function begins
   * @param empty where a function is that returns at once: it returns to itself
   */
  public static void hang(int port, long called, long empty) throws IOException {
    try (Socket socket = connect(port)) {
      order(socket, "Z0,%x,2".formatted(called));
      send(socket, "c");
      while (!packet(socket).startsWith("T05")) {
        // That the chip stood still before comes first, if it comes.
      }
      order(socket, "z0,%x,2".formatted(called));
      set(socket, LR, (int) empty | 1);
      set(socket, PC, (int) empty);
      order(socket, "D");
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(Wire.PATIENCE_MS);
    // QEMU knows all registers for those alone who have read what registers there are.
    ask(socket, "qXfer:features:read:target.xml:0,fff");
    return socket;
  }

  private static void set(Socket socket, int register, int value) throws IOException {
    order(socket, "P%x=%08x".formatted(register, Integer.reverseBytes(value)));
  }

  private static void order(Socket socket, String request) throws IOException {
    String answer = ask(socket, request);
    if (!answer.equals("OK")) {
      throw new AssertionError("the debugger's " + request + " got " + answer);
    }
  }

  private static String ask(Socket socket, String request) throws IOException {
    send(socket, request);
    String answer = packet(socket);
    while (answer.startsWith("T")) {
      // That the chip stands still comes by itself, when it likes.
      answer = packet(socket);
    }
    return answer;
  }

  private static void send(Socket socket, String request) throws IOException {
    int sum = request.chars().sum() & 0xFF;
    socket.getOutputStream().write("$%s#%02x".formatted(request, sum).getBytes(US_ASCII));
  }

  /** What stands between {@code $} and {@code #}; two digits of a sum follow. */
  private static String packet(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    for (int next = in.read(); next != '#'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the debugger's answer ends with " + text);
      }
      text.append((char) next);
    }
    in.skipNBytes(2);
    socket.getOutputStream().write('+');
    return text.substring(text.indexOf("$") + 1);
  }
}
