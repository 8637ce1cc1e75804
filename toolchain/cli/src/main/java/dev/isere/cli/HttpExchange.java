/*
 * Sends one HTTP request and reads its response.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTTP/1.1 exchange on a connection of its own (RFC 9112). Unlike Java's own client it sends
 * any method and any header exactly as given, and adds nothing but Host and Content-Length where
 * they are needed.
 */
final class HttpExchange {
  private static final int MAX_HEAD_BYTES = 1 << 20;
  private static final int MAX_BODY_BYTES = 1 << 28;
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: (.*))?");

  private final HttpRequest request;
  private final InputStream in;
  private int headBytes;

  private HttpExchange(HttpRequest request, InputStream in) {
    this.request = request;
    this.in = in;
  }

  /**
   * Sends a request and reads the response.
   *
   * @param timeoutMs longest silence of the server
   * @throws IOException if there is no sound response
   */
  static HttpResponse send(String host, int port, HttpRequest request, int timeoutMs)
      throws IOException {
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout(timeoutMs);
      socket.setTcpNoDelay(true);
      IOException unsent = null;
      try {
        socket.getOutputStream().write(encode(request, host + ":" + port));
      } catch (IOException e) {
        // A server may refuse a request before it has read all of it: its answer counts.
        unsent = e;
      }
      try {
        return new HttpExchange(request, new BufferedInputStream(socket.getInputStream())).read();
      } catch (IOException e) {
        if (unsent != null) {
          e.addSuppressed(unsent);
        }
        throw e;
      }
    }
  }

  static byte[] encode(HttpRequest request, String authority) {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    if (!request.has("host")) {
      head.append("Host: ").append(authority).append("\r\n");
    }
    request
        .headers()
        .forEach(h -> head.append(h.name()).append(": ").append(h.value()).append("\r\n"));
    byte[] body = request.body().orElse(new byte[0]);
    boolean framed = request.has("content-length") || request.has("transfer-encoding");
    if (request.body().isPresent() && !framed) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(head.toString().getBytes(UTF_8));
    message.writeBytes(body);
    return message.toByteArray();
  }

  /** Reads a response from a stream; an {@link EOFException} says that it is not whole. */
  static HttpResponse read(HttpRequest request, InputStream in) throws IOException {
    return new HttpExchange(request, in).read();
  }

  private HttpResponse read() throws IOException {
    Matcher status;
    List<HttpHeader> headers;
    int code;
    do {
      String line = line();
      status = STATUS_LINE.matcher(line);
      if (!status.matches()) {
        throw new IOException("not a status line: " + DiagnosticText.visible(line));
      }
      code = Integer.parseInt(status.group(1));
      headers = headers();
    } while (code < 200);
    String reason = status.group(2) == null ? "" : status.group(2);
    return new HttpResponse(code, reason, headers, body(code, headers));
  }

  private List<HttpHeader> headers() throws IOException {
    List<HttpHeader> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("not a header field: " + DiagnosticText.visible(line));
      }
      headers.add(new HttpHeader(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return headers;
  }

  private byte[] body(int code, List<HttpHeader> headers) throws IOException {
    if (request.method().equals("HEAD") || code == 204 || code == 304) {
      return new byte[0];
    }
    if (HttpResponse.find(headers, "transfer-encoding").filter("chunked"::equals).isPresent()) {
      return chunks();
    }
    String length = HttpResponse.find(headers, "content-length").orElse("");
    if (length.isEmpty()) {
      return in.readNBytes(MAX_BODY_BYTES);
    }
    return exactly(size(length, 10));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      if (body.size() + (long) size > MAX_BODY_BYTES) {
        throw new IOException("the response is too large");
      }
      body.writeBytes(exactly(size));
      line();
    }
    headers();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    headBytes = 0;
    return size(line().split(";", 2)[0].strip(), 16);
  }

  private static int size(String text, int radix) throws IOException {
    try {
      int size = Integer.parseInt(text, radix);
      if (size >= 0 && size <= MAX_BODY_BYTES) {
        return size;
      }
      throw new IOException("the response is too large");
    } catch (NumberFormatException e) {
      throw new IOException("not a length: " + DiagnosticText.visible(text), e);
    }
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the response ends early: " + bytes.length + " of " + size + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed without a whole response");
      }
      if (++headBytes > MAX_HEAD_BYTES) {
        throw new IOException("the response's headers are too large");
      }
      line.write(c);
    }
    String text = line.toString(UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
