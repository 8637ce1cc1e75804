// A board on a USB cable, and the host at the other end of it: network card, console, addresses.
// SPDX-License-Identifier: Apache-2.0

import { setImmediate as nextTurn } from 'node:timers/promises'
import { Chip } from './chip/chip.mjs'
import { DhcpClient } from './net/dhcp-client.mjs'
import { IpHost, repeatableRandom } from './net/host.mjs'
import { CdcAcm } from './usb/cdc-acm.mjs'
import { CdcEthernet } from './usb/cdc-ethernet.mjs'
import { enumerate } from './usb/enumerate.mjs'
import { UsbHost } from './usb/host.mjs'

const SLICE = 200e3 // nanoseconds of emulated time between two looks at promises
const TURN_MS = 8 // of real time between two looks at sockets
const LEAD_MS = 2 // how far emulated time may run ahead of real time

/**
 * A board. Time stands still unless run() or until() is on.
 *
 *     onConsole(line)       the console said something
 *     onNetwork(card)       a network card is up, at each plugging in
 */
export class Board {
  onConsole
  onNetwork
  /** What the host found at the last plugging in: what enumerate() gives. */
  found
  card
  console
  dhcp

  #padding
  #plugged = 0
  #random
  #wake

  /** @param padding as in CdcEthernet */
  constructor({ bootRom, seed = 1, uniqueId, padding = 'byte' }) {
    this.chip = new Chip({ bootRom, seed, uniqueId })
    this.clock = this.chip.clock
    this.usb = new UsbHost(this.chip.usb, this.clock)
    this.#padding = padding
    this.#random = repeatableRandom(seed + 0x9e3779b9)
    this.network = new IpHost({
      clock: this.clock,
      mac: Buffer.alloc(6),
      send: (frame) => this.card?.send(frame),
      random: this.#random,
    })
  }

  // --- the cable ----------------------------------------------------------------------------------------------------

  /** Plugs the cable in; a promise of what was found there. Time has to go on for it to come. */
  async plugIn() {
    await this.usb.attach()
    return this.configure()
  }

  /** What follows a bus reset: enumeration and drivers. */
  async configure() {
    this.found = await enumerate(this.usb, 1 + (this.#plugged++ % 126))
    this.console = new CdcAcm(this.usb)
    this.console.onLine = (line) => this.onConsole?.(line)
    const hasConsole = await this.console.bind(this.found.configuration)
    if (!hasConsole) this.console = undefined
    const card = new CdcEthernet(this.usb, this.#padding)
    card.onFrame = (frame) => this.network.receive(frame)
    card.onConnection = (isUp) => {
      card.isConnected = isUp
    }
    if (await card.bind(this.found.configuration)) {
      this.card = card
      this.network.mac = card.mac
      this.onNetwork?.(card)
    }
    return this.found
  }

  pullOut() {
    this.usb.detach()
    this.#lose()
  }

  /** Resets the bus and does what a host does then. */
  async reset() {
    this.#lose()
    await this.usb.reset()
    return this.configure()
  }

  #lose() {
    this.dhcp?.stop()
    this.card = undefined
    this.console = undefined
    this.network.unplug()
  }

  /** Gets an address by DHCP; a promise of the lease. */
  lease() {
    this.dhcp?.stop()
    this.dhcp = new DhcpClient(this.network, this.clock, this.#random)
    return this.dhcp.start()
  }

  /**
   * Keeps the board on the cable, with an address: plugs in now, and again each time that the board leaves the bus
   * because it starts anew.
   *
   * @param onLease gets each lease
   */
  stayPlugged(onLease) {
    const again = async () => {
      await this.plugIn()
      if (this.card) onLease(await this.lease())
    }
    const guarded = () => again().catch((error) => this.onConsole?.(`emulator: ${error.message}`))
    this.usb.onGone = () => {
      this.#lose()
      guarded()
    }
    guarded()
  }

  // --- time ---------------------------------------------------------------------------------------------------------

  /**
   * Lets emulated time go on, as fast as it can, until a promise is settled.
   *
   * @param limitNanos of emulated time; when it is over, the promise that this gives fails
   */
  async until(promise, limitNanos = 60e9) {
    let isSettled = false
    promise.then(
      () => (isSettled = true),
      () => (isSettled = true),
    )
    const end = this.clock.nanos + limitNanos
    while (!isSettled) {
      if (this.clock.nanos >= end) throw new Error(`nothing came of it in ${limitNanos / 1e9} s of emulated time`)
      this.chip.run(SLICE)
      await nextTurn()
    }
    return promise
  }

  /** Lets so many nanoseconds of emulated time go by, as fast as it can. */
  async pass(nanos) {
    return this.until(this.clock.sleep(nanos), nanos + 1e9)
  }

  /**
   * Runs until the signal, and lets emulated time not run ahead of real time: a client on this machine finds the
   * timeouts that it would find on a board. Where the emulation is slower, emulated time lags, and does not catch up.
   */
  async runInRealTime(signal) {
    let base = performance.now() - this.clock.nanos / 1e6
    let turn = performance.now()
    while (!signal.aborted) {
      this.chip.run(SLICE)
      await null
      const now = performance.now()
      const lead = this.clock.nanos / 1e6 - (now - base)
      if (lead < 0) base -= lead
      if (lead > LEAD_MS) await this.#pause(lead)
      else if (now - turn > TURN_MS) await nextTurn()
      else continue
      turn = performance.now()
    }
  }

  /** Waits, unless something calls wake() before. */
  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Something came in from outside: real time has to be looked at now. */
  wake() {
    this.#wake?.()
  }
}
