// The RP2040's USB controller in device mode, seen from both sides: registers and memory for the firmware, tokens for
// the host (RP2040 datasheet, section 4.1).
//
// It takes the place of rp2040js's, which answers each buffer at once and so knows no NAK, no STALL, no data toggle, no
// suspend and no cable that can be pulled.
//
// Not here: host mode, isochronous endpoints, double-buffered endpoints (using one ends the emulation with a message),
// low speed, remote wake-up.
//
// SPDX-License-Identifier: Apache-2.0

export const DPRAM_BYTES = 4096

const REG = {
  ADDR_ENDP: 0x00,
  MAIN_CTRL: 0x40,
  SOF_RD: 0x48,
  SIE_CTRL: 0x4c,
  SIE_STATUS: 0x50,
  BUFF_STATUS: 0x58,
  BUFF_CPU_SHOULD_HANDLE: 0x5c,
  EP_ABORT: 0x60,
  EP_ABORT_DONE: 0x64,
  EP_STALL_ARM: 0x68,
  USB_MUXING: 0x74,
  USB_PWR: 0x78,
  INTR: 0x8c,
  INTE: 0x90,
  INTF: 0x94,
  INTS: 0x98,
}
const PLAIN = [0x44, 0x54, 0x6c, 0x70, REG.USB_MUXING, 0x7c, 0x80, 0x84]

const MAIN_CONTROLLER_EN = 1 << 0
const SIE_PULLUP_EN = 1 << 16
const SIE_EP0_INT_1BUF = 1 << 29
const PWR_VBUS_DETECT = 1 << 2
const PWR_VBUS_OVERRIDE = 1 << 3

/** Bits of SIE_STATUS. */
export const STATUS = {
  VBUS_DETECTED: 1 << 0,
  LINE_J: 1 << 2,
  SUSPENDED: 1 << 4,
  RESUME: 1 << 11,
  CONNECTED: 1 << 16,
  SETUP_REC: 1 << 17,
  TRANS_COMPLETE: 1 << 18,
  BUS_RESET: 1 << 19,
  RX_OVERFLOW: 1 << 26,
  DATA_SEQ_ERROR: 1 << 31,
}
/** What SIE_STATUS shows as long as it is so; all else is kept until it is written with 1. */
const LEVELS = STATUS.VBUS_DETECTED | STATUS.LINE_J | STATUS.SUSPENDED | STATUS.CONNECTED

/** Bits of INTR that mirror a kept bit of SIE_STATUS. */
const MIRRORED = [
  [STATUS.SETUP_REC, 1 << 16],
  [STATUS.RESUME, 1 << 15],
  [STATUS.BUS_RESET, 1 << 12],
  [STATUS.RX_OVERFLOW, 1 << 7],
  [STATUS.DATA_SEQ_ERROR, 1 << 5],
  [STATUS.TRANS_COMPLETE, 1 << 3],
]
/** Bits of INTR for a change of a level: latched, and let go by a write of 1 to the level's bit of SIE_STATUS. */
const CHANGES = [
  [STATUS.VBUS_DETECTED, 1 << 11],
  [STATUS.CONNECTED, 1 << 13],
  [STATUS.SUSPENDED, 1 << 14],
]
const INTR_BUFF_STATUS = 1 << 4
const INTR_DEV_SOF = 1 << 17

const BUFFER_LENGTH = 0x3ff
const BUFFER_AVAILABLE = 1 << 10
const BUFFER_STALL = 1 << 11
const BUFFER_DATA1 = 1 << 13
const BUFFER_FULL = 1 << 15
const CONTROL_ENABLE = 1 << 31
const CONTROL_DOUBLE = 1 << 30
const CONTROL_PER_BUFFER = 1 << 29
const EP0_BUFFER = 0x100

const ENDPOINTS = 16

/** The bit of an endpoint in BUFF_STATUS and EP_ABORT. */
function endpointBit(endpoint, isOut) {
  return (1 << (endpoint * 2 + (isOut ? 1 : 0))) >>> 0
}

/**
 * The controller. Callbacks for the host:
 *
 *     onPullUp(isOn)               the device shows itself, or no more
 *     onReady(endpoint, isOut)     a buffer has become ready, or stalls: a token would be worth its while
 */
export class UsbController {
  dpram = new DataView(new ArrayBuffer(DPRAM_BYTES))
  onPullUp
  onReady

  #setInterrupt
  #plain = new Map()
  #address = 0
  #main = 0
  #sieCtrl = 0
  #kept = 0
  #levels = STATUS.LINE_J
  #changed = 0
  #bufferStatus = 0
  #abort = 0
  #stallArm = 0
  #power = 0
  #enabled = 0
  #forced = 0
  #sof = 0
  #hasSof = false
  #hasCable = false
  #isPulledUp = false

  /** @param setInterrupt takes the level of the interrupt line */
  constructor(setInterrupt) {
    this.#setInterrupt = setInterrupt
  }

  /** All registers as they are after a reset. The memory keeps its content and the cable stays. */
  reset() {
    this.#plain.clear()
    this.#address = this.#main = this.#sieCtrl = this.#kept = this.#changed = 0
    this.#bufferStatus = this.#abort = this.#stallArm = this.#power = this.#enabled = this.#forced = 0
    this.#hasSof = false
    this.#levels = STATUS.LINE_J
    this.#updatePower()
    this.#changed = 0
    this.#update()
    this.#updatePullUp()
  }

  // --- registers ----------------------------------------------------------------------------------------------------

  read(offset) {
    switch (offset) {
      case REG.ADDR_ENDP:
        return this.#address
      case REG.MAIN_CTRL:
        return this.#main
      case REG.SOF_RD:
        this.#hasSof = false
        this.#update()
        return this.#sof
      case REG.SIE_CTRL:
        return this.#sieCtrl
      case REG.SIE_STATUS:
        return (this.#kept | this.#levels) >>> 0
      case REG.BUFF_STATUS:
        return this.#bufferStatus
      case REG.BUFF_CPU_SHOULD_HANDLE:
        return 0 // the second buffer of a double-buffered endpoint
      case REG.EP_ABORT:
      case REG.EP_ABORT_DONE:
        return this.#abort
      case REG.EP_STALL_ARM:
        return this.#stallArm
      case REG.USB_PWR:
        return this.#power
      case REG.INTR:
        return this.#raised()
      case REG.INTE:
        return this.#enabled
      case REG.INTF:
        return this.#forced
      case REG.INTS:
        return this.#status()
    }
    return this.#plain.get(offset) ?? 0
  }

  /**
   * @param value what the register shall hold: for an atomic access, what comes out of it
   * @param written the bits that were written, which is what clears those that a 1 clears
   */
  write(offset, value, written) {
    switch (offset) {
      case REG.ADDR_ENDP:
        this.#address = value
        break
      case REG.MAIN_CTRL:
        this.#main = value
        this.#updatePullUp()
        break
      case REG.SIE_CTRL:
        this.#sieCtrl = value
        this.#updatePullUp()
        break
      case REG.SIE_STATUS:
        this.#kept &= ~(written & ~LEVELS)
        this.#changed &= ~written
        break
      case REG.BUFF_STATUS:
        this.#bufferStatus = (this.#bufferStatus & ~written) >>> 0
        break
      case REG.EP_ABORT:
        this.#abort = value
        break
      case REG.EP_ABORT_DONE:
        break
      case REG.EP_STALL_ARM:
        this.#stallArm = value & 3
        break
      case REG.USB_PWR:
        this.#power = value
        this.#updatePower()
        break
      case REG.INTE:
        this.#enabled = value
        break
      case REG.INTF:
        this.#forced = value
        break
      default:
        if (PLAIN.includes(offset)) this.#plain.set(offset, value)
    }
    this.#update()
  }

  /** The firmware has written a word of the memory. */
  dpramWritten(offset) {
    if (offset < 0x80 || offset >= 0x80 + 8 * ENDPOINTS) return
    const endpoint = (offset - 0x80) >> 3
    const isOut = (offset & 4) !== 0
    if (this.#buffer(endpoint, isOut) & (BUFFER_AVAILABLE | BUFFER_STALL)) this.onReady?.(endpoint, isOut)
  }

  #raised() {
    let raised = 0
    for (const [status, bit] of MIRRORED) if (this.#kept & status) raised |= bit
    for (const [level, bit] of CHANGES) if (this.#changed & level) raised |= bit
    if (this.#bufferStatus !== 0) raised |= INTR_BUFF_STATUS
    if (this.#hasSof) raised |= INTR_DEV_SOF
    return raised
  }

  #status() {
    return ((this.#raised() & this.#enabled) | this.#forced) >>> 0
  }

  #update() {
    this.#setInterrupt(this.#status() !== 0)
  }

  #setLevel(level, isOn) {
    if (((this.#levels & level) !== 0) === isOn) return
    this.#levels ^= level
    // What the datasheet calls a change of the suspend state is its beginning: firmware in use relies on that.
    if (isOn || level !== STATUS.SUSPENDED) this.#changed |= level
    this.#update()
  }

  #updatePower() {
    const seen = this.#power & PWR_VBUS_OVERRIDE ? (this.#power & PWR_VBUS_DETECT) !== 0 : this.#hasCable
    this.#setLevel(STATUS.VBUS_DETECTED, seen)
  }

  #updatePullUp() {
    const isOn = (this.#sieCtrl & SIE_PULLUP_EN) !== 0 && (this.#main & MAIN_CONTROLLER_EN) !== 0
    if (isOn === this.#isPulledUp) return
    this.#isPulledUp = isOn
    this.onPullUp?.(isOn)
  }

  // --- the cable ----------------------------------------------------------------------------------------------------

  get isPulledUp() {
    return this.#isPulledUp
  }

  /** The address that the device answers to. */
  get address() {
    return this.#address & 0x7f
  }

  /** Power on the cable, or none. */
  setCable(isIn) {
    this.#hasCable = isIn
    this.#updatePower()
    if (!isIn) this.#setLevel(STATUS.CONNECTED, false)
  }

  /** The host holds the bus in reset for as long as it takes. */
  busReset() {
    this.#kept |= STATUS.BUS_RESET
    this.#setLevel(STATUS.SUSPENDED, false)
    this.#setLevel(STATUS.CONNECTED, true)
    this.#update()
  }

  /** The bus has been idle for 3 ms, or is so no longer. */
  setSuspended(isSuspended) {
    this.#setLevel(STATUS.SUSPENDED, isSuspended)
  }

  /** The host signals resume. */
  resume() {
    this.#kept |= STATUS.RESUME
    this.#setLevel(STATUS.SUSPENDED, false)
    this.#update()
  }

  startOfFrame(number) {
    this.#sof = number
    this.#hasSof = true
    if (this.#enabled & INTR_DEV_SOF) this.#update()
  }

  // --- tokens: each gives what comes back ---------------------------------------------------------------------------

  #control(endpoint, isOut) {
    if (endpoint === 0) return CONTROL_ENABLE | (this.#sieCtrl & SIE_EP0_INT_1BUF ? CONTROL_PER_BUFFER : 0)
    const control = this.dpram.getUint32(8 * endpoint + (isOut ? 4 : 0), true)
    if (control & CONTROL_ENABLE && control & CONTROL_DOUBLE) {
      throw new Error(`endpoint ${endpoint} is double-buffered, which this emulation does not do`)
    }
    return control
  }

  #buffer(endpoint, isOut) {
    return this.dpram.getUint32(0x80 + 8 * endpoint + (isOut ? 4 : 0), true)
  }

  #setBuffer(endpoint, isOut, value) {
    this.dpram.setUint32(0x80 + 8 * endpoint + (isOut ? 4 : 0), value, true)
  }

  #place(endpoint, control) {
    return endpoint === 0 ? EP0_BUFFER : control & 0xffc0
  }

  #stalls(endpoint, isOut, buffer) {
    if (!(buffer & BUFFER_STALL)) return false
    return endpoint !== 0 || (this.#stallArm & (isOut ? 2 : 1)) !== 0
  }

  #done(endpoint, isOut, control) {
    if (control & CONTROL_PER_BUFFER) this.#bufferStatus = (this.#bufferStatus | endpointBit(endpoint, isOut)) >>> 0
    this.#kept |= STATUS.TRANS_COMPLETE
    this.#update()
  }

  /** A SETUP transaction: 8 bytes, which a device has to take. 'ack' or 'none' */
  setup(address, bytes) {
    if (!this.#isPulledUp || address !== this.address) return 'none'
    for (let i = 0; i < 8; i++) this.dpram.setUint8(i, bytes[i])
    this.#stallArm = 0
    this.#kept |= STATUS.SETUP_REC
    this.#update()
    return 'ack'
  }

  /** An IN transaction: 'none', 'nak', 'stall' or {data, toggle}. */
  in(address, endpoint) {
    const control = this.#control(endpoint, false)
    if (!this.#isPulledUp || address !== this.address || !(control & CONTROL_ENABLE)) return 'none'
    const buffer = this.#buffer(endpoint, false)
    if (this.#stalls(endpoint, false, buffer)) return 'stall'
    const ready = BUFFER_AVAILABLE | BUFFER_FULL
    if ((buffer & ready) !== ready || this.#abort & endpointBit(endpoint, false)) return 'nak'
    const place = this.#place(endpoint, control)
    const length = buffer & BUFFER_LENGTH
    const data = Buffer.from(this.dpram.buffer.slice(place, place + length))
    this.#setBuffer(endpoint, false, buffer & ~ready)
    this.#done(endpoint, false, control)
    return { data, toggle: buffer & BUFFER_DATA1 ? 1 : 0 }
  }

  /** An OUT transaction: 'none', 'nak', 'stall' or 'ack'. */
  out(address, endpoint, data, toggle) {
    const control = this.#control(endpoint, true)
    if (!this.#isPulledUp || address !== this.address || !(control & CONTROL_ENABLE)) return 'none'
    const buffer = this.#buffer(endpoint, true)
    if (this.#stalls(endpoint, true, buffer)) return 'stall'
    if (!(buffer & BUFFER_AVAILABLE) || this.#abort & endpointBit(endpoint, true)) return 'nak'
    if (toggle !== (buffer & BUFFER_DATA1 ? 1 : 0)) {
      // What a device has already; it says so and drops it (USB 2.0, section 8.6.4).
      this.#kept |= STATUS.DATA_SEQ_ERROR
      this.#update()
      return 'ack'
    }
    if (data.length > (buffer & BUFFER_LENGTH)) {
      this.#kept |= STATUS.RX_OVERFLOW
      this.#update()
      return 'none'
    }
    new Uint8Array(this.dpram.buffer).set(data, this.#place(endpoint, control))
    const length = (buffer & ~(BUFFER_AVAILABLE | BUFFER_LENGTH)) | BUFFER_FULL | data.length
    this.#setBuffer(endpoint, true, length)
    this.#done(endpoint, true, control)
    return 'ack'
  }
}
