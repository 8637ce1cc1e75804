// The symbols of a 32-bit ELF file.
// SPDX-License-Identifier: Apache-2.0

const SYMTAB = 2
const ENTRY_BYTES = 16

function cString(bytes, at) {
  return bytes.toString('latin1', at, bytes.indexOf(0, at))
}

/**
 * All symbols that have a size: [{name, address, bytes, isFunction}]. An address is without the bit that says Thumb.
 *
 * @param file the bytes of the file
 */
export function symbols(file) {
  if (file.toString('latin1', 1, 4) !== 'ELF' || file[4] !== 1 || file[5] !== 1) {
    throw new Error('no 32-bit little-endian ELF file')
  }
  const table = file.readUInt32LE(32)
  const [entryBytes, count] = [file.readUInt16LE(46), file.readUInt16LE(48)]
  const sections = Array.from({ length: count }, (_, i) => {
    const at = table + i * entryBytes
    const [type, offset, bytes, link] = [4, 16, 20, 24].map((field) => file.readUInt32LE(at + field))
    return { type, offset, bytes, link }
  })
  const symtab = sections.find(({ type }) => type === SYMTAB)
  if (!symtab) throw new Error('an ELF file without symbols')
  const names = sections[symtab.link].offset
  const found = []
  for (let at = symtab.offset; at < symtab.offset + symtab.bytes; at += ENTRY_BYTES) {
    const bytes = file.readUInt32LE(at + 8)
    if (bytes === 0) continue
    const isFunction = (file[at + 12] & 15) === 2
    const address = file.readUInt32LE(at + 4) & (isFunction ? ~1 : ~0)
    found.push({ name: cString(file, names + file.readUInt32LE(at)), address: address >>> 0, bytes, isFunction })
  }
  return found
}
