/*
 * The person's browser.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.terminal;

import java.io.IOException;

/** The person's browser. */
public final class Browser {
  private Browser() {}

  /**
   * Opens an address.
   *
   * @return whether there is a program on this machine that opens addresses
   */
  public static boolean open(String address) {
    String program = System.getProperty("os.name").startsWith("Mac") ? "open" : "xdg-open";
    try {
      new ProcessBuilder(program, address)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
