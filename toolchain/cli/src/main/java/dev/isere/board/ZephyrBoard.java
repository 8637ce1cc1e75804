/*
 * A board that runs Zephyr.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.board;

import java.util.Optional;

/**
 * A board that runs Zephyr.
 *
 * @param target Zephyr's name of it, such as {@code rpi_pico2/rp2350a/m33}
 * @param ramBytes RAM in all; empty when the machine at hand sets the limit
 * @param flash where firmware and functions lie
 * @param uf2 how it takes files, if it does
 * @param network how it is reached
 * @param run the command line that emulates it on this machine; empty for a board of silicon
 * @param watchdogMaxMs the longest time that its watchdog can be set to, ms; empty for any
 */
public record ZephyrBoard(
    String target,
    Optional<Long> ramBytes,
    Optional<System> system,
    Flash flash,
    Optional<Uf2> uf2,
    Network network,
    Optional<RunCommandLine> run,
    Optional<Long> watchdogMaxMs) {

  /**
   * What Zephyr, its drivers, network and USB take of a board's memory; the rest is the runtime's.
   *
   * @param ramBytes at most
   * @param flashBytes at most, of the firmware's partition
   */
  public record System(long ramBytes, long flashBytes) {}

  /**
   * How a board takes files in its boot ROM's USB drive.
   *
   * @param family the UF2 family id of its firmware
   * @param drive what {@code Board-ID} in the drive's INFO_UF2.TXT begins with
   */
  public record Uf2(long family, String drive) {}

  /**
   * How a board is reached.
   *
   * @param address its IPv4 address; empty when the project or the host sets it
   * @param gateway the way out of its network; empty for none
   */
  public record Network(Link link, Optional<String> address, Optional<String> gateway) {}

  /** What a board's network runs over. */
  public enum Link {
    /** A USB cable; its address is the project's option {@code usb.address}. */
    USB,
    /** An Ethernet card of its own, with an address of its own. */
    ETHERNET,
    /** The sockets of the host that it is a process of. */
    HOST
  }
}
