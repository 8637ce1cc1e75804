// Ethernet frames, ARP, IPv4, ICMP echo, UDP: to bytes and back. Readers throw a MalformedError and trust nothing.
// SPDX-License-Identifier: Apache-2.0

import { checksum, ipText, MalformedError, pseudoHeader } from './bytes.mjs'

export const ETHERTYPE_IPV4 = 0x0800
export const ETHERTYPE_ARP = 0x0806
export const PROTOCOL_ICMP = 1
export const PROTOCOL_TCP = 6
export const PROTOCOL_UDP = 17
export const BROADCAST_MAC = Buffer.alloc(6, 0xff)
/** The longest frame without its check sequence. */
export const MAX_FRAME_BYTES = 1514

const ETHERNET_BYTES = 14
const ARP_BYTES = 28
const IPV4_BYTES = 20
const UDP_BYTES = 8
const ICMP_BYTES = 8

function need(condition, what) {
  if (!condition) throw new MalformedError(what)
}

// --- Ethernet -------------------------------------------------------------------------------------------------------

export function writeFrame({ destination, source, type, payload }) {
  const frame = Buffer.alloc(ETHERNET_BYTES + payload.length)
  frame.set(destination, 0)
  frame.set(source, 6)
  frame.writeUInt16BE(type, 12)
  frame.set(payload, ETHERNET_BYTES)
  return frame
}

export function readFrame(bytes) {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  need(frame.length >= ETHERNET_BYTES, `a frame of ${frame.length} bytes is shorter than its header`)
  need(frame.length <= MAX_FRAME_BYTES, `a frame of ${frame.length} bytes is longer than Ethernet allows`)
  return {
    destination: frame.subarray(0, 6),
    source: frame.subarray(6, 12),
    type: frame.readUInt16BE(12),
    payload: frame.subarray(ETHERNET_BYTES),
  }
}

// --- ARP: RFC 826 ---------------------------------------------------------------------------------------------------

export const ARP_REQUEST = 1
export const ARP_REPLY = 2

export function writeArp({ operation, senderMac, senderIp, targetMac, targetIp }) {
  const arp = Buffer.alloc(ARP_BYTES)
  arp.writeUInt16BE(1, 0)
  arp.writeUInt16BE(ETHERTYPE_IPV4, 2)
  arp[4] = 6
  arp[5] = 4
  arp.writeUInt16BE(operation, 6)
  arp.set(senderMac, 8)
  arp.writeUInt32BE(senderIp, 14)
  arp.set(targetMac, 18)
  arp.writeUInt32BE(targetIp, 24)
  return arp
}

export function readArp(arp) {
  need(arp.length >= ARP_BYTES, `ARP in ${arp.length} bytes`)
  const isEthernetAndIp = arp.readUInt16BE(0) === 1 && arp.readUInt16BE(2) === ETHERTYPE_IPV4
  need(isEthernetAndIp && arp[4] === 6 && arp[5] === 4, 'ARP for other than Ethernet and IPv4')
  return {
    operation: arp.readUInt16BE(6),
    senderMac: Buffer.from(arp.subarray(8, 14)),
    senderIp: arp.readUInt32BE(14),
    targetMac: Buffer.from(arp.subarray(18, 24)),
    targetIp: arp.readUInt32BE(24),
  }
}

// --- IPv4: RFC 791 --------------------------------------------------------------------------------------------------

export function writeIpv4({ source, destination, protocol, payload, identification = 0, ttl = 64 }) {
  const packet = Buffer.alloc(IPV4_BYTES + payload.length)
  packet[0] = 0x45
  packet.writeUInt16BE(packet.length, 2)
  packet.writeUInt16BE(identification & 0xffff, 4)
  packet.writeUInt16BE(0x4000, 6) // do not fragment
  packet[8] = ttl
  packet[9] = protocol
  packet.writeUInt32BE(source, 12)
  packet.writeUInt32BE(destination, 16)
  packet.writeUInt16BE(checksum(packet.subarray(0, IPV4_BYTES)), 10)
  packet.set(payload, IPV4_BYTES)
  return packet
}

export function readIpv4(packet) {
  need(packet.length >= IPV4_BYTES, `IPv4 in ${packet.length} bytes`)
  need(packet[0] >> 4 === 4, `IP version ${packet[0] >> 4}`)
  const headerBytes = (packet[0] & 0xf) * 4
  const total = packet.readUInt16BE(2)
  need(headerBytes >= IPV4_BYTES && total >= headerBytes, `IPv4 header of ${headerBytes} in ${total} bytes`)
  need(total <= packet.length, `IPv4 says ${total} bytes and brings ${packet.length}`)
  need(checksum(packet.subarray(0, headerBytes)) === 0, 'wrong IPv4 header checksum')
  need((packet.readUInt16BE(6) & 0x3fff) === 0, 'a fragment, which this end does not put together')
  return {
    source: packet.readUInt32BE(12),
    destination: packet.readUInt32BE(16),
    protocol: packet[9],
    ttl: packet[8],
    payload: packet.subarray(headerBytes, total),
  }
}

// --- ICMP echo: RFC 792 ---------------------------------------------------------------------------------------------

export const ECHO_REQUEST = 8
export const ECHO_REPLY = 0
export const UNREACHABLE = 3

export function writeEcho({ type, identifier, sequence, data }) {
  const message = Buffer.alloc(ICMP_BYTES + data.length)
  message[0] = type
  message.writeUInt16BE(identifier, 4)
  message.writeUInt16BE(sequence, 6)
  message.set(data, ICMP_BYTES)
  message.writeUInt16BE(checksum(message), 2)
  return message
}

export function readIcmp(message) {
  need(message.length >= ICMP_BYTES, `ICMP in ${message.length} bytes`)
  need(checksum(message) === 0, 'wrong ICMP checksum')
  return {
    type: message[0],
    code: message[1],
    identifier: message.readUInt16BE(4),
    sequence: message.readUInt16BE(6),
    data: message.subarray(ICMP_BYTES),
  }
}

// --- UDP: RFC 768 ---------------------------------------------------------------------------------------------------

export function writeUdp({ source, destination, sourcePort, destinationPort, payload }) {
  const datagram = Buffer.alloc(UDP_BYTES + payload.length)
  datagram.writeUInt16BE(sourcePort, 0)
  datagram.writeUInt16BE(destinationPort, 2)
  datagram.writeUInt16BE(datagram.length, 4)
  datagram.set(payload, UDP_BYTES)
  const sum = checksum(pseudoHeader(source, destination, PROTOCOL_UDP, datagram.length), datagram)
  datagram.writeUInt16BE(sum === 0 ? 0xffff : sum, 6)
  return datagram
}

export function readUdp(datagram, source, destination) {
  need(datagram.length >= UDP_BYTES, `UDP in ${datagram.length} bytes`)
  const length = datagram.readUInt16BE(4)
  need(length >= UDP_BYTES && length <= datagram.length, `UDP says ${length} bytes and brings ${datagram.length}`)
  const whole = datagram.subarray(0, length)
  const isSummed = datagram.readUInt16BE(6) !== 0
  const isRight = checksum(pseudoHeader(source, destination, PROTOCOL_UDP, length), whole) === 0
  need(!isSummed || isRight, `wrong UDP checksum from ${ipText(source)}`)
  return {
    sourcePort: datagram.readUInt16BE(0),
    destinationPort: datagram.readUInt16BE(2),
    payload: whole.subarray(UDP_BYTES),
  }
}
