/*
 * The arguments of isere invoke that describe a request.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.TextFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The arguments that describe a request: an event file, or its parts. */
final class RequestArguments {
  private static final long MAX_BODY_BYTES = 64L << 20;

  @Option(
      names = "--event",
      paramLabel = "FILE",
      description = "Take the event from a JSON file, instead of from the options below.")
  private Path event;

  @Option(
      names = "--method",
      paramLabel = "M",
      description = "The method (default: GET, or POST with --body).")
  private String method;

  @Option(
      names = "--path",
      paramLabel = "P",
      description = "Path and query; what needs encoding is encoded (default: /).")
  private String path;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "K:V",
      description = "A header; may be repeated.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--body",
      paramLabel = "TEXT|@FILE",
      description = "The body, or the file that holds it.")
  private String body;

  /**
   * The request they describe.
   *
   * @throws IsereException if they make no request
   */
  HttpRequest request() {
    boolean parts = method != null || path != null || body != null || !headers.isEmpty();
    if (event != null && parts) {
      throw IsereException.usage(
          Diagnostic.error("--event describes the whole request")
              .withHelp("leave out --method, --path, --header and --body, or --event"));
    }
    if (event != null) {
      return EventFile.read(event);
    }
    return new HttpRequest(
        method != null ? method : body != null ? "POST" : "GET",
        target(),
        headers.stream().map(RequestArguments::header).toList(),
        Optional.ofNullable(body).map(RequestArguments::bodyBytes));
  }

  private String target() {
    String typed = path == null ? "/" : path;
    if (!typed.startsWith("/")) {
      throw IsereException.usage(
          Diagnostic.error("a path begins with `/`, and this does not: " + typed));
    }
    return RequestTarget.encodeTyped(typed);
  }

  private static HttpHeader header(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw IsereException.usage(
          Diagnostic.error("--header " + text + ": a name, `:` and a value are expected"));
    }
    return new HttpHeader(text.substring(0, colon), text.substring(colon + 1).strip());
  }

  private static byte[] bodyBytes(String text) {
    return text.startsWith("@")
        ? TextFiles.readBytes(Path.of(text.substring(1)), MAX_BODY_BYTES)
        : text.getBytes(UTF_8);
  }
}
