/*
 * The serial ports of this machine.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.console;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import dev.isere.diagnostic.Diagnostic;
import dev.isere.diagnostic.ExitCode;
import dev.isere.diagnostic.IsereException;
import dev.isere.document.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;

/**
 * The serial ports of this machine. The speed of a USB port means nothing and is set all the same.
 */
public final class MachinePorts implements SerialPorts {
  private static final int BAUD = 115_200;
  private static final int READ_TIMEOUT_MS = 200;
  private static final int NO_ACCESS = 13;
  private static final int BUSY = 16;

  private static final String TEMPORARY = "java.io.tmpdir";

  /**
   * Gets the library's native part ready. Left alone it unpacks that into a folder below the
   * temporary one that everybody may write to, and loads what it finds there.
   *
   * @param folder a folder for it, made if need be; for nobody but this user
   * @throws IsereException (exit code 3) if the folder cannot be written
   */
  public MachinePorts(Path folder) {
    String temporary = System.getProperty(TEMPORARY);
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      System.setProperty(TEMPORARY, folder.toString());
      if (SerialPort.getVersion().isEmpty()) {
        throw new IOException("its version is unknown");
      }
    } catch (IOException e) {
      throw new IsereException(
          ExitCode.MACHINE,
          Diagnostic.error("cannot unpack the serial library: " + IoReason.of(e))
              .withHelp("export XDG_CACHE_HOME=/a/folder/that/can/be/written"),
          e);
    } finally {
      System.setProperty(TEMPORARY, temporary);
    }
  }

  @Override
  public List<String> of(UsbId id) {
    return Arrays.stream(SerialPort.getCommPorts())
        .filter(port -> port.getVendorID() == id.vendor() && port.getProductID() == id.product())
        .map(SerialPort::getSystemPortPath)
        // Of the two names that macOS gives a port, this one does not wait for a carrier.
        .filter(name -> !name.startsWith("/dev/tty."))
        .sorted()
        .toList();
  }

  @Override
  public boolean exists(String name) {
    return !name.startsWith("/") || Files.exists(Path.of(name));
  }

  @Override
  public Input open(String name) throws IOException {
    SerialPort port = port(name);
    port.setBaudRate(BAUD);
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_TIMEOUT_MS, 0);
    if (!port.openPort()) {
      throw new IOException(reason(port.getLastErrorCode()));
    }
    return input(port, name);
  }

  private static SerialPort port(String name) throws IOException {
    try {
      return SerialPort.getCommPort(
          name.startsWith("/") ? Path.of(name).toRealPath().toString() : name);
    } catch (SerialPortInvalidPortException e) {
      throw new IOException("it is no serial port", e);
    }
  }

  private static String reason(int code) {
    return switch (code) {
      case NO_ACCESS -> "access is denied";
      case BUSY -> "another program has it open";
      default -> "error " + code;
    };
  }

  private Input input(SerialPort port, String name) {
    return new Input() {
      @Override
      public int read(byte[] buffer) throws IOException {
        int count = port.readBytes(buffer, buffer.length);
        if (count < 0 || (count == 0 && !exists(name))) {
          throw new IOException("the port is gone");
        }
        return count;
      }

      @Override
      public void close() {
        port.closePort();
      }
    };
  }
}
