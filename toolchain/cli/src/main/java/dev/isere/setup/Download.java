/*
 * Fetches a file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import dev.isere.document.TextFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Fetches a file whose hash is known, from http, https or file. What an interrupted one left, in a
 * file {@code NAME.part}, is gone on with.
 */
final class Download {
  private static final int CONNECT_TIMEOUT_MS = 20_000;
  private static final int READ_TIMEOUT_MS = 60_000;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final SdkRelease.Archive archive;
  private final String url;
  private final Path target;
  private final Path part;
  private final SetupListener listener;
  private final Proxy proxy;

  /**
   * @param proxy what http and https go through
   */
  Download(
      SdkRelease.Archive archive, String url, Path target, SetupListener listener, Proxy proxy) {
    this.archive = archive;
    this.url = url;
    this.target = target;
    this.part = target.resolveSibling(target.getFileName() + ".part");
    this.listener = listener;
    this.proxy = proxy;
  }

  /**
   * Fetches it unless it is there.
   *
   * @throws IsereException if it cannot be had (exit code 3), or is not what it should be
   */
  void run() {
    try {
      Files.createDirectories(target.getParent());
      if (Files.exists(target) && archive.sha256().equals(sha256(target))) {
        return;
      }
      boolean resumed = Files.exists(part);
      fetch();
      String hash = sha256(part);
      if (resumed && !archive.sha256().equals(hash)) {
        // What was there may have been another file's beginning.
        Files.delete(part);
        fetch();
        hash = sha256(part);
      }
      if (!archive.sha256().equals(hash)) {
        Files.delete(part);
        throw wrongHash(hash);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void fetch() throws IOException {
    long there = Files.exists(part) ? Files.size(part) : 0;
    URLConnection connection = URI.create(url).toURL().openConnection(proxy);
    connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
    connection.setReadTimeout(READ_TIMEOUT_MS);
    if (connection instanceof HttpURLConnection http) {
      if (there > 0) {
        http.setRequestProperty("Range", "bytes=" + there + "-");
      }
      int status = http.getResponseCode();
      if (status == RANGE_NOT_SATISFIABLE) {
        // All of it is there, or too much: its hash tells.
        return;
      }
      if (status != HttpURLConnection.HTTP_OK && status != PARTIAL) {
        throw new FileNotFoundException("the server answered " + status);
      }
      there = status == PARTIAL ? there : 0;
    } else {
      there = 0;
    }
    long rest = connection.getContentLengthLong();
    try (InputStream in = connection.getInputStream()) {
      copy(in, there, rest < 0 ? 0 : there + rest);
    }
  }

  private void copy(InputStream in, long there, long total) throws IOException {
    StandardOpenOption how =
        there > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      long done = there;
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        out.write(chunk, 0, count);
        done += count;
        listener.progress(done, total, archive.file());
      }
      if (done < total) {
        throw new IOException("it ended after " + done + " of " + total + " bytes");
      }
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        digest.update(chunk, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private IsereException wrongHash(String hash) {
    return IsereException.failed(
        Diagnostic.error("this is not the file that was published: " + archive.file())
            .withNote("from:     " + url)
            .withNote("SHA-256:  " + hash)
            .withNote("expected: " + archive.sha256())
            .withHelp("it was deleted; is the mirror, or a proxy in between, to blame?"));
  }

  private IsereException failure(IOException e) {
    return new IsereException(
        ExitCode.MACHINE,
        Diagnostic.error("cannot fetch " + archive.file() + ": " + reason(e))
            .withNote("from: " + url)
            .withHelp("what is there already is kept; to go on: isere setup"),
        e);
  }

  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "no network, or no such host: " + e.getMessage();
    }
    if (e instanceof ConnectException) {
      return "nobody answers there";
    }
    if (e instanceof SocketTimeoutException) {
      return "the server fell silent";
    }
    if (e instanceof FileNotFoundException && e.getMessage().startsWith("/")) {
      return "there is no " + TextFiles.displayName(Path.of(e.getMessage().split(" \\(", 2)[0]));
    }
    return IoReason.of(e);
  }
}
