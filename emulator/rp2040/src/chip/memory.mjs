// What the processor reads and writes: the memory map of an RP2040 (datasheet, section 2.2).
//
// It takes the place of rp2040js's, for two reasons. It knows the four views of the flash (with and without the cache)
// and the cache's registers, byte and halfword writes to the memory of the USB controller, and that memory's aliases for
// setting and clearing bits, through which Zephyr's driver sets a stall. And it looks for flash and RAM first, where
// nearly all accesses go.
//
// SPDX-License-Identifier: Apache-2.0

import { DPRAM_BYTES } from './usb-controller.mjs'

export const FLASH_BASE = 0x10000000
export const FLASH_BYTES = 0x200000
export const RAM_BASE = 0x20000000
export const RAM_BYTES = 0x42000

const FLASH_WINDOW = 0xffffff
const XIP_REGISTERS = 0x1400
const XIP_FLUSH_READY_AND_EMPTY = 0x3
const USB_DPRAM = 0x5010
const ALIAS_PLAIN = 0
const ALIAS_XOR = 1
const ALIAS_SET = 2

/** True in the four views of the flash. */
function isFlash(address) {
  return address >>> 26 === FLASH_BASE >>> 26
}

/**
 * Gives the core of an rp2040js chip these eyes and hands.
 *
 * @param flash the chip's flash, 2 MB, which programs cannot write to this way
 * @param usb a UsbController
 */
export function mendMemory(rp2040, flash, usb) {
  const { core, sram } = rp2040
  const flashView = new DataView(flash.buffer, flash.byteOffset, flash.length)
  const ramView = new DataView(sram.buffer, sram.byteOffset, sram.length)
  const { dpram } = usb
  const others = {
    read32: rp2040.readUint32.bind(rp2040),
    write8: rp2040.writeUint8.bind(rp2040),
    write16: rp2040.writeUint16.bind(rp2040),
    write32: rp2040.writeUint32.bind(rp2040),
  }

  /** A word of anything but flash and RAM; its address is aligned. */
  function readOther(address) {
    if (address >>> 16 === USB_DPRAM) return dpram.getUint32(address % DPRAM_BYTES, true)
    if (isFlash(address)) return 0xffffffff // behind the end of the flash
    if (address >>> 16 === XIP_REGISTERS) return (address & 0xfff) === 8 ? XIP_FLUSH_READY_AND_EMPTY : 0
    return others.read32(address)
  }

  function writeDpram(address, value, mask) {
    const offset = address % DPRAM_BYTES & ~3
    const alias = (address >>> 12) & 3
    const old = dpram.getUint32(offset, true)
    let bits = value & mask
    if (alias === ALIAS_PLAIN) bits |= old & ~mask
    else if (alias === ALIAS_XOR) bits ^= old
    else bits = alias === ALIAS_SET ? old | bits : old & ~bits
    dpram.setUint32(offset, bits >>> 0, true)
    usb.dpramWritten(offset)
  }

  /** True for an address whose write is done with here. */
  function writeSpecial(address, value, mask) {
    if (address >>> 16 === USB_DPRAM) {
      const shift = (address & 3) * 8
      writeDpram(address, mask === 0xffffffff ? value : (value & mask) << shift, mask << shift)
      return true
    }
    return address >>> 16 === XIP_REGISTERS || isFlash(address)
  }

  const memory = {
    readUint32(address) {
      address >>>= 0
      const ram = address - RAM_BASE
      if (ram >= 0 && ram < RAM_BYTES) return ramView.getUint32(ram & ~3, true)
      if (isFlash(address) && (address & FLASH_WINDOW) < FLASH_BYTES) {
        return flashView.getUint32(address & FLASH_WINDOW & ~3, true)
      }
      return readOther(address)
    },
    readUint16(address) {
      address >>>= 0
      if (isFlash(address) && (address & FLASH_WINDOW) < FLASH_BYTES) {
        return flashView.getUint16(address & FLASH_WINDOW & ~1, true)
      }
      const ram = address - RAM_BASE
      if (ram >= 0 && ram < RAM_BYTES) return ramView.getUint16(ram & ~1, true)
      return (readOther((address & ~3) >>> 0) >>> ((address & 2) * 8)) & 0xffff
    },
    readUint8(address) {
      address >>>= 0
      const ram = address - RAM_BASE
      if (ram >= 0 && ram < RAM_BYTES) return sram[ram]
      if (isFlash(address) && (address & FLASH_WINDOW) < FLASH_BYTES) return flash[address & FLASH_WINDOW]
      return (readOther((address & ~3) >>> 0) >>> ((address & 3) * 8)) & 0xff
    },
    writeUint32(address, value) {
      address >>>= 0
      const ram = address - RAM_BASE
      if (ram >= 0 && ram < RAM_BYTES) ramView.setUint32(ram & ~3, value, true)
      else if (!writeSpecial(address, value, 0xffffffff)) others.write32(address, value >>> 0)
    },
    writeUint16(address, value) {
      address >>>= 0
      const ram = address - RAM_BASE
      if (ram >= 0 && ram < RAM_BYTES) ramView.setUint16(ram & ~1, value, true)
      else if (!writeSpecial(address, value, 0xffff)) others.write16(address, value)
    },
    writeUint8(address, value) {
      address >>>= 0
      const ram = address - RAM_BASE
      if (ram >= 0 && ram < RAM_BYTES) sram[ram] = value
      else if (!writeSpecial(address, value, 0xff)) others.write8(address, value)
    },
  }
  Object.assign(core, memory)
  // Its DMA goes through the chip.
  Object.assign(rp2040, memory)
}
