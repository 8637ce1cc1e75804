// DHCP messages: to bytes and back (RFC 2131, RFC 2132).
// SPDX-License-Identifier: Apache-2.0

import { MalformedError } from './bytes.mjs'

export const CLIENT_PORT = 68
export const SERVER_PORT = 67

export const DISCOVER = 1
export const OFFER = 2
export const REQUEST = 3
export const ACK = 5
export const NAK = 6
export const RELEASE = 7

const FIXED_BYTES = 240
const COOKIE = 0x63825363
const FLAG_BROADCAST = 0x8000

/** Options that hold a number or addresses, by name. */
const OPTIONS = {
  subnetMask: [1, 'address'],
  routers: [3, 'addresses'],
  dnsServers: [6, 'addresses'],
  requestedAddress: [50, 'address'],
  leaseSeconds: [51, 'number'],
  messageType: [53, 'byte'],
  serverId: [54, 'address'],
  parameters: [55, 'bytes'],
  renewalSeconds: [58, 'number'],
  rebindingSeconds: [59, 'number'],
}

function encode(kind, value) {
  if (kind === 'byte') return Buffer.from([value])
  if (kind === 'bytes') return Buffer.from(value)
  const numbers = kind === 'addresses' ? value : [value]
  const out = Buffer.alloc(4 * numbers.length)
  numbers.forEach((number, i) => out.writeUInt32BE(number, 4 * i))
  return out
}

function decode(name, kind, bytes) {
  const isSound =
    kind === 'bytes' ||
    (kind === 'byte' && bytes.length === 1) ||
    (kind === 'addresses' && bytes.length % 4 === 0 && bytes.length > 0) ||
    bytes.length === 4
  if (!isSound) throw new MalformedError(`DHCP option ${name} has ${bytes.length} bytes`)
  if (kind === 'byte') return bytes[0]
  if (kind === 'bytes') return Array.from(bytes)
  const numbers = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32BE(4 * i))
  return kind === 'addresses' ? numbers : numbers[0]
}

/**
 * A message as bytes.
 *
 * @param isReply true for what a server sends
 * @param options by the names of OPTIONS
 */
export function writeDhcp({ isReply = false, xid, mac, clientIp = 0, yourIp = 0, isBroadcast = false, options }) {
  const fixed = Buffer.alloc(FIXED_BYTES)
  fixed[0] = isReply ? 2 : 1
  fixed[1] = 1
  fixed[2] = 6
  fixed.writeUInt32BE(xid, 4)
  fixed.writeUInt16BE(isBroadcast ? FLAG_BROADCAST : 0, 10)
  fixed.writeUInt32BE(clientIp, 12)
  fixed.writeUInt32BE(yourIp, 16)
  fixed.set(mac, 28)
  fixed.writeUInt32BE(COOKIE, 236)
  const parts = [fixed]
  for (const [name, value] of Object.entries(options)) {
    const [code, kind] = OPTIONS[name]
    const bytes = encode(kind, value)
    parts.push(Buffer.from([code, bytes.length]), bytes)
  }
  parts.push(Buffer.from([0xff]))
  return Buffer.concat(parts)
}

function readOptions(bytes) {
  const options = {}
  const others = {}
  let at = 0
  for (;;) {
    if (at >= bytes.length) throw new MalformedError('DHCP options without an end')
    const code = bytes[at]
    if (code === 0xff) return { options, others }
    if (code === 0) {
      at += 1
      continue
    }
    const length = bytes[at + 1]
    if (length === undefined || at + 2 + length > bytes.length) {
      throw new MalformedError(`DHCP option ${code} ends behind the message`)
    }
    const value = bytes.subarray(at + 2, at + 2 + length)
    const known = Object.entries(OPTIONS).find(([, [number]]) => number === code)
    if (known) options[known[0]] = decode(known[0], known[1][1], value)
    else others[code] = Buffer.from(value)
    at += 2 + length
  }
}

export function readDhcp(message) {
  if (message.length < FIXED_BYTES) throw new MalformedError(`DHCP in ${message.length} bytes`)
  if (message.readUInt32BE(236) !== COOKIE) throw new MalformedError('DHCP without its cookie')
  return {
    isReply: message[0] === 2,
    xid: message.readUInt32BE(4),
    isBroadcast: (message.readUInt16BE(10) & FLAG_BROADCAST) !== 0,
    clientIp: message.readUInt32BE(12),
    yourIp: message.readUInt32BE(16),
    mac: Buffer.from(message.subarray(28, 34)),
    ...readOptions(message.subarray(FIXED_BYTES)),
  }
}
