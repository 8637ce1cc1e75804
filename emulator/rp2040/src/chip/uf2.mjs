// UF2 files: blocks to flash contents (https://github.com/microsoft/uf2).
// SPDX-License-Identifier: Apache-2.0

import { MalformedError } from '../net/bytes.mjs'

const BLOCK_BYTES = 512
const MAGIC = [0x0a324655, 0x9e5d5157, 0x0ab16f30]
const FLAG_NOT_FLASH = 0x1
const FLAG_FAMILY = 0x2000

export const FAMILY_RP2040 = 0xe48bff56

/** The blocks for one family: [{address, data}]; throws a MalformedError for a file that is none or of another family. */
export function readUf2(file, family = FAMILY_RP2040) {
  if (file.length === 0 || file.length % BLOCK_BYTES !== 0) {
    throw new MalformedError(`a UF2 file of ${file.length} bytes, which is no multiple of ${BLOCK_BYTES}`)
  }
  const blocks = []
  for (let at = 0; at < file.length; at += BLOCK_BYTES) {
    const block = file.subarray(at, at + BLOCK_BYTES)
    const magic = [block.readUInt32LE(0), block.readUInt32LE(4), block.readUInt32LE(508)]
    if (!magic.every((word, i) => word === MAGIC[i])) throw new MalformedError(`block ${at / BLOCK_BYTES} is no UF2`)
    const flags = block.readUInt32LE(8)
    const bytes = block.readUInt32LE(16)
    if (bytes > 476) throw new MalformedError(`block ${at / BLOCK_BYTES} has ${bytes} bytes`)
    if (flags & FLAG_NOT_FLASH) continue
    if (flags & FLAG_FAMILY && block.readUInt32LE(28) !== family) continue
    blocks.push({ address: block.readUInt32LE(12), data: Buffer.from(block.subarray(32, 32 + bytes)) })
  }
  if (blocks.length === 0) throw new MalformedError(`no block is for the family 0x${family.toString(16)}`)
  return blocks
}
