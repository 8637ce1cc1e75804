// The flash chip behind the RP2040's serial interface, for what does not go through the memory map: its unique id,
// erasing, programming (Winbond W25Q16JV datasheet; RP2040 datasheet, section 4.10).
//
// rp2040js answers each byte with 0 and erases nothing, so that every board has the same id, and so the same MAC
// addresses. Here commands are carried out at once: a sector takes no 45 ms.
//
// SPDX-License-Identifier: Apache-2.0

const SECTOR_BYTES = 4096
const PAGE_BYTES = 256
const JEDEC_ID = [0xef, 0x40, 0x15]
const WRITE_ENABLED = 0x02
const QUAD_ENABLED = 0x02

const CMD = {
  PROGRAM: 0x02,
  READ: 0x03,
  WRITE_DISABLE: 0x04,
  STATUS1: 0x05,
  WRITE_ENABLE: 0x06,
  STATUS2: 0x35,
  UNIQUE_ID: 0x4b,
  JEDEC: 0x9f,
}
const ERASES = { 0x20: SECTOR_BYTES, 0x52: 8 * SECTOR_BYTES, 0xd8: 16 * SECTOR_BYTES }

/**
 * A flash chip.
 *
 *     onChange(kind, offset, length)   it erased ('erase') or programmed ('program') that part
 */
export class SerialFlash {
  onChange

  #flash
  #uniqueId
  #isWritable = false
  #bytes = []

  /** @param uniqueId 8 bytes */
  constructor(flash, uniqueId) {
    this.#flash = flash
    this.#uniqueId = uniqueId
  }

  /** A byte in, a byte out, while the chip is selected. */
  transfer(byte) {
    const at = this.#bytes.length
    if (at < 4 + PAGE_BYTES * 2) this.#bytes.push(byte)
    if (at === 0) return 0xff
    switch (this.#bytes[0]) {
      case CMD.STATUS1:
        return this.#isWritable ? WRITE_ENABLED : 0
      case CMD.STATUS2:
        return QUAD_ENABLED
      case CMD.JEDEC:
        return JEDEC_ID[(at - 1) % 3]
      case CMD.UNIQUE_ID:
        return at < 5 ? 0xff : this.#uniqueId[(at - 5) % 8]
      case CMD.READ:
        return at < 4 ? 0xff : this.#flash[(this.#address() + at - 4) % this.#flash.length]
      default:
        return 0xff
    }
  }

  /** The chip is let go: what it was told to do, it does. */
  deselect() {
    const [command] = this.#bytes
    if (command === CMD.WRITE_ENABLE) this.#isWritable = true
    else if (command === CMD.WRITE_DISABLE) this.#isWritable = false
    else if (this.#isWritable && this.#bytes.length >= 4) this.#change(command)
    this.#bytes = []
  }

  #address() {
    return ((this.#bytes[1] << 16) | (this.#bytes[2] << 8) | this.#bytes[3]) % this.#flash.length
  }

  #change(command) {
    const address = this.#address()
    if (ERASES[command]) {
      const length = ERASES[command]
      const start = address - (address % length)
      this.#flash.fill(0xff, start, start + length)
      this.#isWritable = false
      this.onChange?.('erase', start, length)
    } else if (command === CMD.PROGRAM) {
      const data = this.#bytes.slice(4).slice(-PAGE_BYTES)
      const page = address - (address % PAGE_BYTES)
      // A program only clears bits, and runs around at the end of its page.
      data.forEach((byte, i) => (this.#flash[page + ((address - page + i) % PAGE_BYTES)] &= byte))
      this.#isWritable = false
      this.onChange?.('program', address, data.length)
    }
  }
}

const SSI = { SSIENR: 0x08, TXFLR: 0x20, RXFLR: 0x24, SR: 0x28, IDR: 0x58, VERSION: 0x5c, DR0: 0x60 }
const READY_TO_TAKE = 0x6 // transmit FIFO empty, and not full
const HAS_ANSWER = 0x8
const FIFO_DEPTH = 16
const QSPI_SS_CTRL = 0x0c
const OUTPUT_LOW = 2
const OUTPUT_HIGH = 3

/**
 * The serial interface (SSI) and the pins of the flash (IO_QSPI), as registers: {ssi, pins}, each with read(offset) and
 * write(offset, value). A program that drives the select line by hand says when a command ends; otherwise it ends when
 * its answers are read, or when the interface is switched off.
 */
export function serialInterface(flash) {
  const kept = new Map()
  const pins = new Map()
  let answers = []
  const selectMode = () => ((pins.get(QSPI_SS_CTRL) ?? 0) >> 8) & 3

  function readSsi(offset) {
    switch (offset) {
      case SSI.TXFLR:
        return 0
      case SSI.RXFLR:
        return answers.length
      case SSI.SR:
        return READY_TO_TAKE | (answers.length > 0 ? HAS_ANSWER : 0)
      case SSI.IDR:
        return 0x51535049
      case SSI.VERSION:
        return 0x3430312a
      case SSI.DR0: {
        const answer = answers.shift() ?? 0
        if (answers.length === 0 && selectMode() < OUTPUT_LOW) flash.deselect()
        return answer
      }
    }
    return kept.get(offset) ?? 0
  }

  function writeSsi(offset, value) {
    if (offset >= SSI.DR0 && offset < SSI.DR0 + 0x90) {
      const answer = selectMode() === OUTPUT_HIGH ? 0xff : flash.transfer(value & 0xff)
      if (answers.length < FIFO_DEPTH) answers.push(answer)
      return
    }
    if (offset === SSI.SSIENR && (value & 1) === 0) {
      answers = []
      if (selectMode() !== OUTPUT_LOW) flash.deselect()
    }
    kept.set(offset, value)
  }

  function writePins(offset, value) {
    const was = selectMode()
    pins.set(offset, value)
    if (offset === QSPI_SS_CTRL && was !== selectMode()) flash.deselect()
  }

  return {
    ssi: { read: readSsi, write: writeSsi },
    pins: { read: (offset) => pins.get(offset) ?? 0, write: writePins },
  }
}
