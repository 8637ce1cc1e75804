/*
 * Where a runtime listens.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.cli;

import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.IsereException;

/**
 * Where a runtime listens.
 *
 * @param host a numeric address
 * @param port 0 lets the machine choose
 */
record ServerAddress(String host, int port) {
  private static final int MAX_PORT = 65535;

  /** A free port of this machine that nobody else can reach. */
  static final ServerAddress PRIVATE = new ServerAddress("127.0.0.1", 0);

  /**
   * Checks what a person gave.
   *
   * @throws IsereException (exit code 2) for a port that cannot be
   */
  static ServerAddress of(String host, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw IsereException.usage(
          Diagnostic.error("there is no port " + port).withHelp("ports go from 0 to " + MAX_PORT));
    }
    return new ServerAddress(host.equals("localhost") ? "127.0.0.1" : host, port);
  }
}
