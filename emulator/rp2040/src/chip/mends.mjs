// Faults and gaps of rp2040js 1.4.1 that firmware runs into, mended from outside while it runs. Each says what the chip
// does and where that stands.
//
// SPDX-License-Identifier: Apache-2.0

import { repeatableRandom } from '../net/host.mjs'
import { serialInterface } from './serial-flash.mjs'

const SSI = 0x18000
const RESETS = 0x4000c
const IO_QSPI = 0x40018
const WATCHDOG = 0x40058
const ROSC = 0x40060
const USB_REGISTERS = 0x50110
const PLAIN_WRITE = 0

/**
 * Interrupts and sleep. An interrupt that is pending and enabled ends WFI, also when it was pending before and when
 * PRIMASK keeps it from being taken; it is taken once PRIMASK lets it (ARMv6-M, B1.5.17 and the pseudocode of WFI).
 * rp2040js sleeps on in the first case and takes it at once in the second, so that Zephyr's idle thread (`cpsid i`,
 * `wfi`, `cpsie i`) is interrupted where it believes that it cannot be, or never woken.
 */
export function mendSleep(core) {
  core.setInterrupt = function setInterrupt(number, isOn) {
    const bit = 1 << number
    if (isOn) {
      if (!(this.pendingInterrupts & bit)) this.interruptsUpdated = true
      this.pendingInterrupts |= bit
    } else {
      this.pendingInterrupts &= ~bit
    }
  }
}

/** True when a core that waits has something to wake for. */
export function isWoken(core) {
  return (
    (core.pendingInterrupts & core.enabledInterrupts) !== 0 ||
    core.pendingSystick ||
    core.pendingPendSV ||
    core.pendingSVCall ||
    core.pendingNMI
  )
}

/**
 * SysTick (ARMv6-M, B3.3). A write to the current value clears it and COUNTFLAG, and raises nothing; a new reload value
 * counts from the next time on that the counter reaches 0; COUNTFLAG tells that it did. In rp2040js the current value
 * cannot be written, COUNTFLAG is never set and a stopped timer goes on: Zephyr's tickless clock runs wild.
 */
class SysTick {
  #core
  #clock
  #alarm
  #control = 0
  #reload = 0
  #period = 1 // of the run that is on: the reload value that was taken at its beginning, and 1
  #zeroAt = 0 // the cycle at which the counter was 0 last
  #left = 0 // what the counter shows while it is stopped
  #hasCounted = false

  constructor(core, clock) {
    this.#core = core
    this.#clock = clock
    this.#alarm = clock.createAlarm(() => this.#zero())
  }

  get #isOn() {
    return (this.#control & 1) !== 0
  }

  /** Cycles of the processor for one count: its own clock, or the reference of 1 us. */
  get #scale() {
    return this.#control & 4 ? 1 : this.#clock.frequency / 1e6
  }

  #value() {
    if (!this.#isOn) return this.#left
    const counts = Math.floor((this.#clock.cycles - this.#zeroAt) / this.#scale)
    return counts === 0 ? 0 : Math.max(0, this.#period - counts)
  }

  #zero() {
    this.#hasCounted = true
    if (this.#control & 2) {
      this.#core.pendingSystick = true
      this.#core.interruptsUpdated = true
    }
    this.#begin(this.#zeroAt + this.#period * this.#scale)
  }

  #begin(cycle) {
    this.#zeroAt = cycle
    this.#period = this.#reload + 1
    this.#plan()
  }

  #plan() {
    const left = this.#zeroAt + this.#period * this.#scale - this.#clock.cycles
    if (this.#isOn && this.#reload > 0) this.#alarm.schedule((left * 1e9) / this.#clock.frequency)
    else this.#alarm.cancel()
  }

  read(offset) {
    switch (offset) {
      case 0x10: {
        const flag = this.#hasCounted ? 1 << 16 : 0
        this.#hasCounted = false
        return flag | this.#control
      }
      case 0x14:
        return this.#reload
      case 0x18:
        return this.#value()
      default:
        return 0x4000270f // CALIB: skewed, 10,000 of the reference in 10 ms
    }
  }

  write(offset, value) {
    if (offset === 0x10) {
      const left = this.#value()
      this.#control = value & 7
      // The run goes on where it stopped.
      if (this.#isOn && left > 0) {
        this.#zeroAt = this.#clock.cycles - (this.#period - left) * this.#scale
        this.#plan()
      } else if (this.#isOn) this.#begin(this.#clock.cycles)
      else {
        this.#left = left
        this.#plan()
      }
    } else if (offset === 0x14) {
      this.#reload = value & 0xffffff
    } else if (offset === 0x18) {
      this.#hasCounted = false
      this.#left = 0
      if (this.#isOn) this.#begin(this.#clock.cycles)
    }
  }
}

/**
 * The private peripherals: SysTick as above, and AIRCR, through which a program starts the chip anew (ARMv6-M, B3.2.6)
 * and which rp2040js does not know.
 */
export function mendPrivatePeripherals(rp2040, clock, startAnew) {
  const { ppb, core } = rp2040
  const systick = new SysTick(core, clock)
  const read = ppb.readUint32.bind(ppb)
  const write = ppb.writeUint32.bind(ppb)
  const isSystick = (offset) => offset >= 0x10 && offset <= 0x1c
  /** MPU_TYPE: an MPU of 8 regions (RP2040 datasheet, section 2.4.6); programs may set it up, and it guards nothing. */
  const mpu = new Map([[0xd90, 0x800]])
  ppb.readUint32 = (offset) => {
    if (isSystick(offset)) return systick.read(offset)
    if (offset >= 0xd90 && offset <= 0xda0) return mpu.get(offset) ?? 0
    if (offset === 0xd0c) return 0xfa050000 // AIRCR
    if (offset === 0xd10 || offset === 0xd14) return offset === 0xd14 ? 0x208 : 0 // SCR, CCR
    if (offset === 0xd24) return 0 // SHCSR
    return read(offset)
  }
  ppb.writeUint32 = (offset, value) => {
    if (isSystick(offset)) systick.write(offset, value >>> 0)
    else if (offset > 0xd90 && offset <= 0xda0) mpu.set(offset, value >>> 0)
    else if (offset === 0xd0c) {
      if (value >>> 16 === 0x05fa && value & 4) startAnew('program')
    } else if (offset !== 0xd10 && offset !== 0xd14 && offset !== 0xd24) write(offset, value)
  }
}

/** A peripheral for rp2040js, made of two functions; `write` gets the new value and the bits that were written. */
function peripheral(read, write) {
  return {
    readUint32: (offset) => read(offset & 0xfff),
    writeUint32: (offset, value) => write(offset & 0xfff, value >>> 0, value >>> 0),
    writeUint32Atomic(offset, value, kind) {
      if (kind === PLAIN_WRITE) return write(offset, value >>> 0, value >>> 0)
      const old = read(offset)
      const updated = kind === 1 ? old ^ value : kind === 2 ? old | value : old & ~value
      write(offset, updated >>> 0, value >>> 0)
    },
  }
}

/** The USB controller of usb-controller.mjs in the place of rp2040js's, and the reset line to it. */
export function mendUsb(rp2040, usb) {
  rp2040.peripherals[USB_REGISTERS] = peripheral(
    (offset) => usb.read(offset),
    (offset, value, written) => usb.write(offset, value, written),
  )
  const resets = rp2040.peripherals[RESETS]
  const write = resets.writeUint32.bind(resets)
  const USBCTRL = 1 << 24
  resets.writeUint32 = (offset, value) => {
    if (offset === 0 && value & USBCTRL) usb.reset()
    write(offset, value)
  }
}

/** The flash chip of serial-flash.mjs behind its interface, in the place of rp2040js's, which has none. */
export function mendFlash(rp2040, serialFlash) {
  const { ssi, pins } = serialInterface(serialFlash)
  rp2040.peripherals[SSI] = peripheral(ssi.read, ssi.write)
  rp2040.peripherals[IO_QSPI] = peripheral(pins.read, pins.write)
}

/**
 * The ring oscillator (RP2040 datasheet, section 2.17): it runs, and its random bit is random, though the same each
 * time, so that an emulation repeats itself. In rp2040js the bit is always 1.
 */
export function mendRingOscillator(rp2040, seed) {
  const random = repeatableRandom(seed)
  const STATUS = 0x18
  const RANDOM_BIT = 0x1c
  const STABLE_AND_ENABLED = 0x80001000
  rp2040.peripherals[ROSC] = peripheral(
    (offset) => (offset === RANDOM_BIT ? random() >>> 31 : offset === STATUS ? STABLE_AND_ENABLED : 0),
    () => {},
  )
}

/**
 * The watchdog (RP2040 datasheet, section 4.7), which starts the chip anew, and its eight words that a reset leaves
 * alone. rp2040js only calls a function, after which the program runs on.
 *
 * @param words Uint32Array of 8, kept from one life of the chip to the next
 * @param reason why the chip started: 0 for power, 1 for the timer, 2 when a program asked the watchdog
 */
export function mendWatchdog(rp2040, clock, words, reason, startAnew) {
  const CTRL = 0x00
  const LOAD = 0x04
  const REASON = 0x08
  const SCRATCH = 0x0c
  const TICK = 0x2c
  const ENABLE = 1 << 30
  const TRIGGER = 1 << 31
  const TICK_ENABLE = 1 << 9
  const TICK_RUNNING = 1 << 10
  const NANOS_PER_COUNT = 500 // twice as fast as it says: erratum RP2040-E1
  let control = 0
  let tick = TICK_ENABLE | 12
  let left = 0
  let since = 0
  const alarm = clock.createAlarm(() => startAnew('watchdog'))
  const isOn = () => (control & ENABLE) !== 0 && (tick & TICK_ENABLE) !== 0
  const counter = () => (isOn() ? Math.max(0, left - Math.floor((clock.nanos - since) / NANOS_PER_COUNT)) : left)
  const plan = () => {
    since = clock.nanos
    if (isOn()) alarm.schedule(Math.max(1, left) * NANOS_PER_COUNT)
    else alarm.cancel()
  }
  const isScratch = (offset) => offset >= SCRATCH && offset < TICK
  rp2040.peripherals[WATCHDOG] = peripheral(
    (offset) => {
      if (offset === CTRL) return ((control & ~0xffffff) | counter()) >>> 0
      if (offset === REASON) return reason
      if (isScratch(offset)) return words[(offset - SCRATCH) >> 2]
      if (offset === TICK) return tick & TICK_ENABLE ? tick | TICK_RUNNING : tick
      return 0
    },
    (offset, value) => {
      if (offset === CTRL) {
        left = counter()
        control = value & ~(TRIGGER | 0xffffff)
        plan()
        if (value & TRIGGER) startAnew('forced')
      } else if (offset === LOAD) {
        left = value & 0xffffff
        plan()
      } else if (isScratch(offset)) {
        words[(offset - SCRATCH) >> 2] = value
      } else if (offset === TICK) {
        left = counter()
        tick = value & 0x3ff
        plan()
      }
    },
  )
}
