// Function slots of a Pico, as docs/function-slots.md has them.
// SPDX-License-Identifier: Apache-2.0

export const SLOT_A = 0x100000
export const SLOT_B = 0x140000
export const SECTOR = 4096
/** Where a slot's commit record lies. */
export const COMMIT = 256

const HEADER = 64

/** CRC-32 of IEEE 802.3. */
function crc32(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** The header of a slot. */
export function header(sequence, image) {
  const bytes = Buffer.alloc(HEADER)
  Buffer.from('8949534c4f540d0a', 'hex').copy(bytes, 0)
  bytes.writeUInt16LE(1, 8)
  bytes.writeUInt16LE(HEADER, 10)
  bytes.writeUInt32LE(sequence, 12)
  bytes.writeUInt32LE(SECTOR, 16)
  bytes.writeUInt32LE(image.length, 20)
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 60)), 60)
  return bytes
}

/** The commit record of a slot with that header. */
export function commitRecord(head) {
  return Buffer.concat([Buffer.from('DONE'), head.subarray(60, 64)])
}

/** Puts a function into a slot, whole. */
export function putSlot(chip, slot, sequence, image) {
  const head = header(sequence, image)
  chip.writeFlash(slot, Buffer.alloc(SECTOR, 0xff))
  chip.writeFlash(slot, head)
  chip.writeFlash(slot + COMMIT, commitRecord(head))
  chip.writeFlash(slot + SECTOR, image)
}
