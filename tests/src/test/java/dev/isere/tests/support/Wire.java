// A client that sends exactly what it is told and takes nothing on trust.
// SPDX-License-Identifier: Apache-2.0
package dev.isere.tests.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One TCP connection to a server, with a strict parser of responses (RFC 9112). */
public final class Wire implements AutoCloseable {
  /**
   * How long a test waits for something that has to come. Generous: a sanitized runtime on a busy
   * machine is slow.
   */
  public static final int PATIENCE_MS = 20_000;

  private static final long PAUSE_NANOS = 60_000;
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.1 ([1-5][0-9]{2}) ([\\x20-\\x7e]*)");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*)");

  private final Socket socket;
  private final InputStream in;

  public Wire(InetSocketAddress address) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(address, PATIENCE_MS);
    in = new java.io.BufferedInputStream(socket.getInputStream(), 65_536);
  }

  /**
   * Sends bytes in one call. A server that has closed already is no error here: the answer tells.
   */
  public void send(byte[] bytes) {
    send(bytes, 0, bytes.length);
  }

  /** Sends a part of {@code bytes}; false when the server takes no more. */
  public boolean send(byte[] bytes, int from, int to) {
    try {
      socket.getOutputStream().write(bytes, from, to - from);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends bytes one by one, with a pause after each that lets the server take it. */
  public void sendByteByByte(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (!send(bytes, i, i + 1)) {
        return;
      }
      pause();
    }
  }

  /** Sends bytes in two parts. */
  public void sendSplit(byte[] bytes, int at) {
    send(bytes, 0, at);
    pause();
    send(bytes, at, bytes.length);
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** Says that nothing more will be sent (a half-close); the answer can still be read. */
  public void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // The server has closed; what it said before is still to be read.
    }
  }

  /**
   * Reads a response to a request with {@code method}; null when the server ends the connection
   * instead.
   */
  public Response read(String method) throws IOException {
    String line = readLine(true);
    if (line == null) {
      return null;
    }
    Matcher status = STATUS_LINE.matcher(line);
    if (!status.matches()) {
      throw new ProtocolError("not a status line: " + line);
    }
    List<Response.Header> headers = readHeaders();
    int code = Integer.parseInt(status.group(1));
    return new Response(code, status.group(2), headers, readBody(code, method, headers));
  }

  private List<Response.Header> readHeaders() throws IOException {
    List<Response.Header> headers = new ArrayList<>();
    for (String line = readLine(false); !line.isEmpty(); line = readLine(false)) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        throw new ProtocolError("not a header field: " + line);
      }
      headers.add(new Response.Header(field.group(1), field.group(2).strip()));
    }
    return headers;
  }

  private byte[] readBody(int status, String method, List<Response.Header> headers)
      throws IOException {
    List<String> lengths =
        headers.stream()
            .filter(h -> h.name().equalsIgnoreCase("content-length"))
            .map(Response.Header::value)
            .toList();
    if (status < 200 || status == 204) {
      if (!lengths.isEmpty()) {
        throw new ProtocolError("a " + status + " with a Content-Length");
      }
      return new byte[0];
    }
    if (status == 304 || method.equals("HEAD")) {
      return new byte[0];
    }
    if (lengths.size() != 1 || !lengths.get(0).matches("0|[1-9][0-9]{0,9}")) {
      throw new ProtocolError("Content-Length: " + lengths);
    }
    int length = Integer.parseInt(lengths.get(0));
    byte[] body = in.readNBytes(length);
    if (body.length != length) {
      throw new ProtocolError("the body ends after " + body.length + " of " + length + " bytes");
    }
    return body;
  }

  private String readLine(boolean mayEnd) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int before = -1;
    while (true) {
      int c = in.read();
      if (c < 0 && mayEnd && line.size() == 0) {
        return null;
      }
      if (c < 0) {
        throw new ProtocolError("ends inside of a line: " + Escapes.show(line.toByteArray()));
      }
      if (c == '\n') {
        if (before != '\r') {
          throw new ProtocolError("a bare LF: " + Escapes.show(line.toByteArray()));
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.substring(0, text.length() - 1);
      }
      line.write(c);
      before = c;
    }
  }

  /**
   * What the server sends until it closes, as text; for looking at, when something was expected not
   * to come.
   */
  public byte[] readToEnd() throws IOException {
    return in.readAllBytes();
  }

  /** The same, where a reset is an end like any other. */
  public byte[] readToEndOrReset() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        bytes.write(next);
      }
    } catch (SocketException e) {
      return bytes.toByteArray();
    }
    return bytes.toByteArray();
  }

  /** True when the server sends nothing for {@code ms} and keeps the connection. */
  public boolean isSilent(int ms) throws IOException {
    socket.setSoTimeout(ms);
    try {
      in.mark(1);
      in.read();
      in.reset();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MS);
    }
  }

  /** The port on this side. */
  public int localPort() {
    return socket.getLocalPort();
  }

  /** Makes close() send a reset, as a client that dies does. */
  public void resetOnClose() throws IOException {
    socket.setSoLinger(true, 0);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** What came is not HTTP as the RFCs have it. */
  public static final class ProtocolError extends IOException {
    private static final long serialVersionUID = 1;

    ProtocolError(String message) {
      super(message);
    }
  }
}
