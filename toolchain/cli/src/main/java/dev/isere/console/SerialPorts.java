/*
 * The serial ports of a machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.console;

import java.io.IOException;
import java.util.List;

/** The serial ports of a machine. */
public interface SerialPorts {
  /** The names of the ports of a USB device that are plugged in, such as {@code /dev/ttyACM0}. */
  List<String> of(UsbId id);

  /** Whether a port is there. */
  boolean exists(String name);

  /**
   * Opens a port.
   *
   * @throws IOException with the reason in words
   */
  Input open(String name) throws IOException;

  /** What comes out of a port. */
  interface Input extends AutoCloseable {
    /**
     * Waits a while for bytes.
     *
     * @return how many came, perhaps none
     * @throws IOException when the port is gone
     */
    int read(byte[] buffer) throws IOException;

    @Override
    void close();
  }
}
