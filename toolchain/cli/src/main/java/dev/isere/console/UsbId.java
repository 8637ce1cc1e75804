/*
 * What a USB device says that it is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.console;

/**
 * What a USB device says that it is.
 *
 * @param vendor 0 to 0xFFFF
 * @param product 0 to 0xFFFF
 */
public record UsbId(int vendor, int product) {
  /** From two numbers as in isere.yaml, such as {@code 0x1209}. */
  public static UsbId of(String vendor, String product) {
    return new UsbId(Integer.decode(vendor), Integer.decode(product));
  }

  /** As {@code lsusb} writes it. */
  @Override
  public String toString() {
    return String.format("%04x:%04x", vendor, product);
  }
}
