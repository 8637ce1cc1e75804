// An RP2040 with its flash: rp2040js with its mends, power, reset and a run loop.
// SPDX-License-Identifier: Apache-2.0

import { RP2040 } from 'rp2040js'
import { ClockOfOneLife, CycleClock } from './clock.mjs'
import { FLASH_BASE, FLASH_BYTES, mendMemory } from './memory.mjs'
import {
  isWoken,
  mendFlash,
  mendPrivatePeripherals,
  mendRingOscillator,
  mendSleep,
  mendUsb,
  mendWatchdog,
} from './mends.mjs'
import { SerialFlash } from './serial-flash.mjs'
import { readUf2 } from './uf2.mjs'
import { UsbController } from './usb-controller.mjs'

const USB_INTERRUPT = 5
const BOOT_ROM_BYTES = 16 * 1024
const UNIQUE_ID = Buffer.from('e660000000000001', 'hex')
/** What RAM holds at power-on: not zeros, and easy to find again where nothing was written. */
const FRESH_RAM = 0xaa
const REASONS = { watchdog: 1, forced: 2 }

/** What a program does that the chip would not live through. */
export class EmulationError extends Error {}

export class Chip {
  clock = new CycleClock()
  flash = new Uint8Array(FLASH_BYTES).fill(0xff)
  usb = new UsbController((isOn) => this.rp2040?.setInterrupt(USB_INTERRUPT, isOn))
  /** What rp2040js complained of, with how often: for whoever looks for the cause of something odd. */
  complaints = new Map()
  /** Starts so far, by their cause: 'power', 'program' (a reset that it asked for), 'watchdog', 'forced'. */
  starts = []
  /** Called with the cause before each start. */
  onStart

  #bootRom
  #seed
  #life
  #watchdogWords = new Uint32Array(8)
  #isHalted = false
  #isStarting = false

  /**
   * @param bootRom the 16 KB of the boot ROM
   * @param seed of the ring oscillator
   * @param uniqueId of the flash chip, 8 bytes, which serves as the board's
   */
  constructor({ bootRom, seed = 1, uniqueId = UNIQUE_ID }) {
    if (bootRom.length !== BOOT_ROM_BYTES) throw new Error(`a boot ROM of ${bootRom.length} bytes`)
    this.#bootRom = Buffer.from(bootRom)
    this.#seed = seed
    this.serialFlash = new SerialFlash(this.flash, uniqueId)
  }

  /** Writes a UF2 file into the flash, as the boot ROM's drive does. */
  loadUf2(file) {
    for (const { address, data } of readUf2(file)) this.writeFlash(address - FLASH_BASE, data)
  }

  /** Puts bytes into the flash from an offset on. */
  writeFlash(offset, bytes) {
    if (offset < 0 || offset + bytes.length > FLASH_BYTES) {
      throw new RangeError(`0x${offset.toString(16)} and ${bytes.length} bytes lie outside of the flash`)
    }
    this.flash.set(bytes, offset)
  }

  // --- power --------------------------------------------------------------------------------------------------------

  /** Power off and on: what RAM holds is gone. */
  power() {
    this.#watchdogWords.fill(0)
    this.#start('power')
  }

  #start(cause) {
    this.#isStarting = false
    this.onStart?.(cause)
    this.starts.push(cause)
    this.#life?.end()
    this.#life = new ClockOfOneLife(this.clock)
    const before = this.rp2040
    const rp2040 = new RP2040(this.#life)
    this.clock.attach(rp2040.core)
    this.rp2040 = rp2040
    this.usb.reset()
    rp2040.logger = this.#logger()
    rp2040.onBreak = (code) => {
      throw new EmulationError(`breakpoint ${code} at 0x${(rp2040.core.PC - 2).toString(16)}`)
    }
    if (before && cause !== 'power') rp2040.sram.set(before.sram)
    else rp2040.sram.fill(FRESH_RAM)
    rp2040.bootrom.set(new Uint32Array(this.#bootRom.buffer, this.#bootRom.byteOffset, BOOT_ROM_BYTES / 4))
    this.#mend(rp2040, cause)
    // The boot ROM copies the second stage to RAM and runs it there; it runs as well where it lies.
    rp2040.core.PC = FLASH_BASE
    rp2040.core.LR = 0
    rp2040.core.SP = 0x20042000
  }

  #mend(rp2040, cause) {
    const startAnew = (why) => this.#startSoon(why)
    mendMemory(rp2040, this.flash, this.usb)
    mendSleep(rp2040.core)
    mendPrivatePeripherals(rp2040, this.#life, startAnew)
    mendUsb(rp2040, this.usb)
    mendFlash(rp2040, this.serialFlash)
    mendRingOscillator(rp2040, this.#seed)
    mendWatchdog(rp2040, this.#life, this.#watchdogWords, REASONS[cause] ?? 0, startAnew)
  }

  /** A reset takes effect between two instructions. */
  #startSoon(cause) {
    if (this.#isStarting) return
    this.#isStarting = true
    this.clock.after(0, () => this.#start(cause))
  }

  #logger() {
    const note = (level) => (where, text) => {
      const key = `${level} ${where}: ${text}`
      this.complaints.set(key, (this.complaints.get(key) ?? 0) + 1)
    }
    return { debug() {}, info() {}, warn: note('warning'), error: note('error') }
  }

  // --- running ------------------------------------------------------------------------------------------------------

  /** Runs for so many nanoseconds of emulated time, or until halt(). */
  run(nanos) {
    const { clock } = this
    this.#isHalted = false
    const end = clock.after(nanos, () => this.halt())
    while (!this.#isHalted) {
      const { core } = this.rp2040
      if (core.waiting && isWoken(core)) core.waiting = false
      if (core.waiting) clock.leap(Infinity)
      while (core.cycles < clock.due && !core.waiting) core.executeInstruction()
      clock.fire()
    }
    end.cancel()
  }

  /** Ends run() after this instruction. */
  halt() {
    this.#isHalted = true
  }
}
