// An IPv4 host on one Ethernet cable: ARP, echo, UDP and TCP.
//
// Frames go in by receive() and out by the function it is made with; time comes from a clock. So the same end runs over
// an emulated cable in emulated time, and in a test against itself.
//
// SPDX-License-Identifier: Apache-2.0

import { ipText, MalformedError } from './bytes.mjs'
import * as packets from './packets.mjs'
import { ACK, plus, readSegment, RST, SYN, writeSegment, FIN } from './segment.mjs'
import { TcpConnection } from './tcp.mjs'

const SECOND = 1e9
const MTU = 1500
const MSS = MTU - 40
const ARP_TRIES = 3
const QUEUED_PER_ADDRESS = 32
const FIRST_PORT = 49152
const LAST_PORT = 65535
const BROADCAST = 0xffffffff

/** Numbers below 2^32, the same ones each time (xorshift, Marsaglia 2003): an emulation repeats itself. */
export function repeatableRandom(seed = 0x2545f491) {
  let state = seed >>> 0
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
}

export class IpHost {
  address = 0
  mask = 0
  /** What came that no standard allows: messages, oldest first, the last 100. */
  faults = []
  /** Frames in each direction. */
  counts = { received: 0, sent: 0, ignored: 0 }
  /** Called with each frame, for a log: (direction, frame). */
  onFrame

  #clock
  #sendFrame
  #random
  #identification = 0
  #macs = new Map()
  #waiting = new Map()
  #udp = new Map()
  #echoes = new Map()
  #connections = new Map()
  #listeners = new Map()
  #port = FIRST_PORT

  /**
   * @param clock with `nanos` and `after(nanos, callback)`
   * @param mac six bytes
   * @param send takes a frame
   * @param random gives numbers below 2^32
   */
  constructor({ clock, mac, send, random = repeatableRandom() }) {
    this.#clock = clock
    this.mac = Buffer.from(mac)
    this.#sendFrame = send
    this.#random = random
  }

  configure(address, mask) {
    this.address = address >>> 0
    this.mask = mask >>> 0
  }

  /** Forgets all connections and neighbours, as a host does whose network card is gone. */
  unplug() {
    for (const connection of [...this.#connections.values()]) connection.abandon('the cable is gone')
    for (const { timer } of this.#waiting.values()) timer.cancel()
    this.#macs.clear()
    this.#waiting.clear()
    this.configure(0, 0)
  }

  // --- frames -------------------------------------------------------------------------------------------------------

  receive(bytes) {
    this.counts.received += 1
    this.onFrame?.('in', bytes)
    try {
      this.#receiveFrame(packets.readFrame(bytes))
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
      this.faults.push(error.message)
      if (this.faults.length > 100) this.faults.shift()
    }
  }

  #receiveFrame({ destination, type, payload }) {
    const isForUs = destination.equals(this.mac) || (destination[0] & 1) === 1
    if (isForUs && type === packets.ETHERTYPE_ARP) this.#receiveArp(packets.readArp(payload))
    else if (isForUs && type === packets.ETHERTYPE_IPV4) this.#receiveIpv4(packets.readIpv4(payload))
    else this.counts.ignored += 1
  }

  #emit(destination, type, payload) {
    const frame = packets.writeFrame({ destination, source: this.mac, type, payload })
    this.counts.sent += 1
    this.onFrame?.('out', frame)
    this.#sendFrame(frame)
  }

  // --- ARP ----------------------------------------------------------------------------------------------------------

  #receiveArp({ operation, senderMac, senderIp, targetIp }) {
    const isKnown = this.#waiting.has(senderIp) || this.#macs.has(senderIp)
    const asksUs = operation === packets.ARP_REQUEST && targetIp === this.address && this.address !== 0
    if (senderIp !== 0 && (isKnown || asksUs)) this.#learn(senderIp, senderMac)
    if (asksUs) this.#sendArp(packets.ARP_REPLY, senderMac, senderIp)
  }

  #learn(ip, mac) {
    this.#macs.set(ip, mac)
    const waiting = this.#waiting.get(ip)
    if (!waiting) return
    this.#waiting.delete(ip)
    waiting.timer.cancel()
    for (const packet of waiting.queue) this.#emit(mac, packets.ETHERTYPE_IPV4, packet)
  }

  #sendArp(operation, targetMac, targetIp) {
    const isReply = operation === packets.ARP_REPLY
    const arp = packets.writeArp({
      operation,
      senderMac: this.mac,
      senderIp: this.address,
      targetMac: isReply ? targetMac : Buffer.alloc(6),
      targetIp,
    })
    this.#emit(isReply ? targetMac : packets.BROADCAST_MAC, packets.ETHERTYPE_ARP, arp)
  }

  #resolve(ip, packet) {
    let waiting = this.#waiting.get(ip)
    if (!waiting) {
      waiting = { queue: [], tries: 0, timer: undefined }
      this.#waiting.set(ip, waiting)
      this.#ask(ip, waiting)
    }
    if (waiting.queue.length < QUEUED_PER_ADDRESS) waiting.queue.push(packet)
  }

  #ask(ip, waiting) {
    if (waiting.tries === ARP_TRIES) {
      this.#waiting.delete(ip)
      return
    }
    waiting.tries += 1
    waiting.timer = this.#clock.after(SECOND, () => this.#ask(ip, waiting))
    this.#sendArp(packets.ARP_REQUEST, undefined, ip)
  }

  /** The MAC address of a neighbour that was heard of; undefined for others. */
  neighbour(ip) {
    return this.#macs.get(ip)
  }

  // --- IPv4 ---------------------------------------------------------------------------------------------------------

  #sendIpv4(destination, protocol, payload) {
    this.#identification = (this.#identification + 1) & 0xffff
    const identification = this.#identification
    const packet = packets.writeIpv4({ source: this.address, destination, protocol, payload, identification })
    const isMulticast = destination >>> 28 === 0xe
    const isBroadcast = destination === BROADCAST || (this.mask !== 0 && (destination | this.mask) >>> 0 === BROADCAST)
    if (isBroadcast) this.#emit(packets.BROADCAST_MAC, packets.ETHERTYPE_IPV4, packet)
    else if (isMulticast) this.#emit(multicastMac(destination), packets.ETHERTYPE_IPV4, packet)
    else if (this.#macs.has(destination)) this.#emit(this.#macs.get(destination), packets.ETHERTYPE_IPV4, packet)
    else this.#resolve(destination, packet)
  }

  #receiveIpv4(packet) {
    const { destination, protocol } = packet
    const isBroadcast = destination === BROADCAST || (this.mask !== 0 && (destination | this.mask) >>> 0 === BROADCAST)
    const isMulticast = destination >>> 28 === 0xe
    const isForUs = destination === this.address || isBroadcast || isMulticast
    // A client without an address takes what its server sends to the one that it will have.
    if (!isForUs && !(this.address === 0 && protocol === packets.PROTOCOL_UDP)) {
      this.counts.ignored += 1
      return
    }
    if (protocol === packets.PROTOCOL_ICMP) this.#receiveIcmp(packet)
    else if (protocol === packets.PROTOCOL_UDP) this.#receiveUdp(packet)
    else if (protocol === packets.PROTOCOL_TCP) this.#receiveTcp(packet)
    else this.counts.ignored += 1
  }

  // --- ICMP ---------------------------------------------------------------------------------------------------------

  #receiveIcmp({ source, payload }) {
    const message = packets.readIcmp(payload)
    if (message.type === packets.ECHO_REQUEST) {
      const reply = packets.writeEcho({ ...message, type: packets.ECHO_REPLY })
      this.#sendIpv4(source, packets.PROTOCOL_ICMP, reply)
    } else if (message.type === packets.ECHO_REPLY) {
      this.#echoes.get(`${source}/${message.identifier}/${message.sequence}`)?.(Buffer.from(message.data))
    } else {
      this.counts.ignored += 1
    }
  }

  /**
   * Sends an echo request with `bytes` bytes of data.
   *
   * @return a promise of the time to the answer in nanoseconds; undefined when none comes in time, or another's data
   */
  ping(destination, bytes, timeoutNanos = SECOND) {
    if (bytes > MTU - 28) throw new RangeError(`an echo of ${bytes} bytes does not fit a packet of ${MTU}`)
    const data = Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 7 + bytes) & 0xff))
    const identifier = this.#random() & 0xffff
    const sequence = this.#random() & 0xffff
    const key = `${destination}/${identifier}/${sequence}`
    const began = this.#clock.nanos
    return new Promise((resolve) => {
      const done = (value) => {
        timer.cancel()
        this.#echoes.delete(key)
        resolve(value)
      }
      const timer = this.#clock.after(timeoutNanos, () => done(undefined))
      this.#echoes.set(key, (answer) => done(answer.equals(data) ? this.#clock.nanos - began : undefined))
      const request = packets.writeEcho({ type: packets.ECHO_REQUEST, identifier, sequence, data })
      this.#sendIpv4(destination, packets.PROTOCOL_ICMP, request)
    })
  }

  // --- UDP ----------------------------------------------------------------------------------------------------------

  /** @param receive takes (payload, {source, sourcePort}) */
  bindUdp(port, receive) {
    this.#udp.set(port, receive)
  }

  unbindUdp(port) {
    this.#udp.delete(port)
  }

  sendUdp({ destination, sourcePort, destinationPort, payload }) {
    const parts = { source: this.address, destination, sourcePort, destinationPort, payload }
    this.#sendIpv4(destination, packets.PROTOCOL_UDP, packets.writeUdp(parts))
  }

  #receiveUdp({ source, destination, payload }) {
    const datagram = packets.readUdp(payload, source, destination)
    const receive = this.#udp.get(datagram.destinationPort)
    if (receive) receive(datagram.payload, { source, sourcePort: datagram.sourcePort })
    else this.counts.ignored += 1
  }

  // --- TCP ----------------------------------------------------------------------------------------------------------

  /** Opens a connection; its callbacks are to be set before time goes on. */
  connect(destination, destinationPort) {
    const port = this.#freePort(destination, destinationPort)
    const connection = this.#connection(destination, destinationPort, port)
    connection.connect()
    return connection
  }

  /** @param accept takes a connection that is about to open */
  listen(port, accept) {
    this.#listeners.set(port, accept)
  }

  /** The connections that are not closed. */
  get connections() {
    return [...this.#connections.values()]
  }

  #freePort(destination, destinationPort) {
    for (let tries = FIRST_PORT; tries <= LAST_PORT; tries++) {
      const port = this.#port
      this.#port = port === LAST_PORT ? FIRST_PORT : port + 1
      if (!this.#connections.has(`${destination}/${destinationPort}/${port}`)) return port
    }
    throw new Error(`no port is left for ${ipText(destination)}:${destinationPort}`)
  }

  #connection(remote, remotePort, port) {
    const key = `${remote}/${remotePort}/${port}`
    const emit = (segment) => this.#sendSegment(remote, remotePort, port, segment)
    const gone = () => this.#connections.delete(key)
    const connection = new TcpConnection({ clock: this.#clock, mss: MSS, emit, isn: this.#random(), gone })
    this.#connections.set(key, connection)
    return connection
  }

  #sendSegment(destination, destinationPort, sourcePort, segment) {
    const parts = { source: this.address, destination, sourcePort, destinationPort, ...segment }
    this.#sendIpv4(destination, packets.PROTOCOL_TCP, writeSegment(parts))
  }

  #receiveTcp({ source, destination, payload }) {
    const segment = readSegment(payload, source, destination)
    const key = `${source}/${segment.sourcePort}/${segment.destinationPort}`
    const known = this.#connections.get(key)
    if (known) return known.receive(segment)
    const accept = this.#listeners.get(segment.destinationPort)
    if (accept && (segment.flags & (SYN | ACK | RST)) === SYN) {
      const connection = this.#connection(source, segment.sourcePort, segment.destinationPort)
      accept(connection)
      connection.accept(segment)
    } else if (!(segment.flags & RST)) {
      this.#refuse(source, segment)
    }
  }

  /** RFC 9293, section 3.10.7.1 */
  #refuse(source, { sourcePort, destinationPort, seq, ack, flags, data }) {
    const length = data.length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)
    const answer =
      flags & ACK
        ? { flags: RST, seq: ack, ack: 0, window: 0 }
        : { flags: RST | ACK, seq: 0, ack: plus(seq, length), window: 0 }
    this.#sendSegment(source, sourcePort, destinationPort, answer)
  }
}

/** RFC 1112, section 6.4 */
function multicastMac(ip) {
  return Buffer.from([0x01, 0x00, 0x5e, (ip >>> 16) & 0x7f, (ip >>> 8) & 0xff, ip & 0xff])
}
