/*
 * The arguments of every command that serves.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import picocli.CommandLine.Option;

/** The arguments of every command that serves. */
final class ListenArguments {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port to listen on; 0 picks a free one (default: 8080).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: 127.0.0.1, this machine only).")
  private String host;

  /**
   * The address they describe.
   *
   * @throws dev.isere.diagnostic.IsereException (exit code 2) for one that cannot be
   */
  ServerAddress address() {
    return ServerAddress.of(host, port);
  }
}
