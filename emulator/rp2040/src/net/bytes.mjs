// Addresses, checksums and queues of bytes.
// SPDX-License-Identifier: Apache-2.0

/** Thrown for bytes that no standard allows; its message says which and why. */
export class MalformedError extends Error {}

/** A MAC address as text, `02:00:00:00:00:01`. */
export function macText(mac) {
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

/** An IPv4 address (a number below 2^32) as text. */
export function ipText(address) {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.')
}

/** An IPv4 address from text; throws a MalformedError for other text. */
export function parseIp(text) {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    throw new MalformedError(`\`${text}\` is no IPv4 address`)
  }
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}

/** The Internet checksum (RFC 1071) over the bytes of all parts; each part but the last has an even length. */
export function checksum(...parts) {
  let sum = 0
  for (const part of parts) {
    const even = part.length & ~1
    for (let i = 0; i < even; i += 2) sum += (part[i] << 8) | part[i + 1]
    if (part.length & 1) sum += part[part.length - 1] << 8
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

/** What TCP and UDP sum up beside their own bytes (RFC 9293, section 3.1). */
export function pseudoHeader(source, destination, protocol, length) {
  const header = Buffer.alloc(12)
  header.writeUInt32BE(source, 0)
  header.writeUInt32BE(destination, 4)
  header[9] = protocol
  header.writeUInt16BE(length, 10)
  return header
}

/** A queue of bytes that can be read more than once before they are dropped. */
export class ByteQueue {
  #chunks = []
  #length = 0

  get length() {
    return this.#length
  }

  push(bytes) {
    if (bytes.length === 0) return
    this.#chunks.push(bytes)
    this.#length += bytes.length
  }

  /** A copy of `length` bytes from `offset` on; less at the end of the queue. */
  peek(offset, length) {
    const out = []
    let wanted = Math.max(0, Math.min(length, this.#length - offset))
    for (const chunk of this.#chunks) {
      if (wanted === 0) break
      if (offset >= chunk.length) {
        offset -= chunk.length
        continue
      }
      const piece = chunk.subarray(offset, offset + wanted)
      out.push(piece)
      wanted -= piece.length
      offset = 0
    }
    return Buffer.concat(out)
  }

  /** Takes the first `length` bytes out. */
  drop(length) {
    this.#length -= length
    while (length > 0) {
      const first = this.#chunks[0]
      if (first.length > length) {
        this.#chunks[0] = first.subarray(length)
        return
      }
      length -= first.length
      this.#chunks.shift()
    }
  }
}
