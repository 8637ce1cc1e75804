// TCP segments: to bytes and back (RFC 9293, section 3.1).
// SPDX-License-Identifier: Apache-2.0

import { checksum, MalformedError, pseudoHeader } from './bytes.mjs'
import { PROTOCOL_TCP } from './packets.mjs'

export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const PSH = 0x08
export const ACK = 0x10

const HEADER_BYTES = 20
const OPTION_END = 0
const OPTION_NOTHING = 1
const OPTION_MSS = 2

/** @param mss a maximum segment size to announce, with SYN only */
export function writeSegment({ source, destination, sourcePort, destinationPort, seq, ack, flags, window, mss, data }) {
  const options = mss === undefined ? 0 : 4
  const payload = data ?? Buffer.alloc(0)
  const segment = Buffer.alloc(HEADER_BYTES + options + payload.length)
  segment.writeUInt16BE(sourcePort, 0)
  segment.writeUInt16BE(destinationPort, 2)
  segment.writeUInt32BE(seq >>> 0, 4)
  segment.writeUInt32BE(ack >>> 0, 8)
  segment[12] = ((HEADER_BYTES + options) / 4) << 4
  segment[13] = flags
  segment.writeUInt16BE(window, 14)
  if (mss !== undefined) {
    segment[20] = OPTION_MSS
    segment[21] = 4
    segment.writeUInt16BE(mss, 22)
  }
  segment.set(payload, HEADER_BYTES + options)
  segment.writeUInt16BE(checksum(pseudoHeader(source, destination, PROTOCOL_TCP, segment.length), segment), 16)
  return segment
}

function readMss(options) {
  let at = 0
  while (at < options.length && options[at] !== OPTION_END) {
    if (options[at] === OPTION_NOTHING) {
      at += 1
      continue
    }
    const length = options[at + 1]
    if (!(length >= 2) || at + length > options.length) throw new MalformedError('a TCP option without an end')
    if (options[at] === OPTION_MSS && length === 4) return options.readUInt16BE(at + 2)
    at += length
  }
  return undefined
}

export function readSegment(segment, source, destination) {
  if (segment.length < HEADER_BYTES) throw new MalformedError(`TCP in ${segment.length} bytes`)
  if (checksum(pseudoHeader(source, destination, PROTOCOL_TCP, segment.length), segment) !== 0) {
    throw new MalformedError('wrong TCP checksum')
  }
  const headerBytes = (segment[12] >> 4) * 4
  if (headerBytes < HEADER_BYTES || headerBytes > segment.length) {
    throw new MalformedError(`TCP header of ${headerBytes} in ${segment.length} bytes`)
  }
  return {
    sourcePort: segment.readUInt16BE(0),
    destinationPort: segment.readUInt16BE(2),
    seq: segment.readUInt32BE(4),
    ack: segment.readUInt32BE(8),
    flags: segment[13],
    window: segment.readUInt16BE(14),
    mss: readMss(segment.subarray(HEADER_BYTES, headerBytes)),
    data: segment.subarray(headerBytes),
  }
}

/** True when sequence number `a` comes before `b`, around the end of 32 bits. */
export function isBefore(a, b) {
  return ((a - b) | 0) < 0
}

/** `a + n` around the end of 32 bits. */
export function plus(a, n) {
  return (a + n) >>> 0
}

/** How far `a` is behind `b`. */
export function distance(a, b) {
  return (b - a) | 0
}
