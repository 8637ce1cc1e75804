// The Ethernet, IP and TCP end, against itself over a cable that may lose, double and reorder.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteQueue, checksum, ipText, macText, MalformedError, parseIp } from '../src/net/bytes.mjs'
import { repeatableRandom } from '../src/net/host.mjs'
import * as packets from '../src/net/packets.mjs'
import { ACK, isBefore, readSegment, SYN, writeSegment } from '../src/net/segment.mjs'
import { MS, SECOND, twoHosts } from './support.mjs'

const A = 0x0a000001
const B = 0x0a000002

// --- bytes ----------------------------------------------------------------------------------------------------------

test('the checksum is the one of RFC 1071, section 3', () => {
  const words = Buffer.from('0001f203f4f5f6f7', 'hex')
  assert.equal(checksum(words), ~0xddf2 & 0xffff)
  assert.equal(checksum(Buffer.from('0001f203f4f5f6f7'.slice(0, 14), 'hex')), ~(0x0001 + 0xf203 + 0xf4f5 + 0xf600 - 0x1fffe) & 0xffff)
})

test('addresses are read and written as text', () => {
  assert.equal(parseIp('192.168.7.1'), 0xc0a80701)
  assert.equal(ipText(0xc0a80701), '192.168.7.1')
  assert.equal(macText([2, 0, 0xab, 0, 0, 1]), '02:00:ab:00:00:01')
  for (const bad of ['', '1.2.3', '1.2.3.256', '1.2.3.4.5', 'a.b.c.d']) {
    assert.throws(() => parseIp(bad), MalformedError)
  }
})

test('a queue of bytes gives any part and drops any length', () => {
  const queue = new ByteQueue()
  for (const text of ['ab', '', 'cde', 'f']) queue.push(Buffer.from(text))
  assert.equal(queue.length, 6)
  assert.equal(queue.peek(1, 3).toString(), 'bcd')
  assert.equal(queue.peek(4, 99).toString(), 'ef')
  queue.drop(3)
  assert.equal(queue.peek(0, 99).toString(), 'def')
  queue.drop(3)
  assert.equal(queue.length, 0)
  assert.equal(queue.peek(0, 1).length, 0)
})

// --- packets --------------------------------------------------------------------------------------------------------

test('each kind of packet comes back as it was written', () => {
  const mac = Buffer.from([2, 0, 0, 0, 0, 9])
  const arp = { operation: 1, senderMac: mac, senderIp: A, targetMac: packets.BROADCAST_MAC, targetIp: B }
  assert.deepEqual(packets.readArp(packets.writeArp(arp)), arp)
  const payload = Buffer.from('abc')
  const ip = packets.readIpv4(packets.writeIpv4({ source: A, destination: B, protocol: 17, payload }))
  assert.deepEqual({ ...ip, payload: ip.payload.toString() }, { source: A, destination: B, protocol: 17, ttl: 64, payload: 'abc' })
  const udp = packets.writeUdp({ source: A, destination: B, sourcePort: 1, destinationPort: 2, payload })
  assert.equal(packets.readUdp(udp, A, B).payload.toString(), 'abc')
  const echo = { type: 8, code: 0, identifier: 1, sequence: 2, data: payload }
  assert.deepEqual(packets.readIcmp(packets.writeEcho(echo)), echo)
  const frame = packets.readFrame(packets.writeFrame({ destination: mac, source: mac, type: 0x800, payload }))
  assert.equal(frame.payload.toString(), 'abc')
})

test('a packet with any bit turned over is refused or carries what it says', () => {
  const payload = Buffer.from('payload!')
  const udp = packets.writeUdp({ source: A, destination: B, sourcePort: 68, destinationPort: 67, payload })
  const ip = packets.writeIpv4({ source: A, destination: B, protocol: 17, payload: udp })
  let refused = 0
  for (let bit = 0; bit < ip.length * 8; bit++) {
    const spoilt = Buffer.from(ip)
    spoilt[bit >> 3] ^= 1 << (bit & 7)
    assert.throws(() => {
      const { source, destination, payload: inner } = packets.readIpv4(spoilt)
      packets.readUdp(inner, source, destination)
    }, MalformedError)
    refused += 1
  }
  assert.equal(refused, ip.length * 8)
})

test('packets of any length are refused in words, never by accident', () => {
  const random = repeatableRandom(5)
  const readers = [packets.readFrame, packets.readArp, packets.readIpv4, packets.readIcmp, (b) => packets.readUdp(b, A, B), (b) => readSegment(b, A, B)]
  for (let round = 0; round < 2000; round++) {
    const bytes = Buffer.from(Array.from({ length: random() % 60 }, () => random() & 0xff))
    for (const read of readers) {
      try {
        read(bytes)
      } catch (error) {
        assert.ok(error instanceof MalformedError, error)
      }
    }
  }
})

// --- echo and ARP ---------------------------------------------------------------------------------------------------

test('hosts find each other and answer echoes of every length', async () => {
  const { clock, a, b } = twoHosts()
  for (const length of [0, 1, 56, 1471, 1472]) {
    const time = await clock.until(a.ping(B, length))
    assert.ok(time > 0, `${length} bytes`)
  }
  assert.equal(macText(a.neighbour(B)), '02:00:00:00:00:02')
  assert.equal(macText(b.neighbour(A)), '02:00:00:00:00:01')
  assert.throws(() => a.ping(B, 1473), RangeError)
})

test('nobody answers for an address that is not there, and the asking ends', async () => {
  const { clock, a } = twoHosts()
  assert.equal(await clock.until(a.ping(0x0a000063, 10, 9 * SECOND)), undefined)
  assert.equal(a.counts.sent, 3)
})

// --- TCP ------------------------------------------------------------------------------------------------------------

/** A server on b that sends back what it gets, and ends when the client does. */
function echoServer(b) {
  b.listen(80, (connection) => {
    connection.onData = (bytes) => {
      connection.consume(bytes.length)
      connection.write(bytes)
    }
    connection.onEnd = () => connection.end()
  })
}

/** Sends bytes from a and gives what comes back, and why it ended. */
function exchange(a, bytes) {
  return new Promise((resolve) => {
    const got = []
    const connection = a.connect(B, 80)
    connection.onData = (data) => {
      got.push(data)
      connection.consume(data.length)
    }
    connection.onClose = (reason) => resolve({ got: Buffer.concat(got), reason, connection })
    connection.write(bytes)
    connection.end()
  })
}

function someBytes(length, seed) {
  const random = repeatableRandom(seed)
  return Buffer.from(Array.from({ length }, () => random() & 0xff))
}

test('bytes go there and back, none and many', async () => {
  const { clock, a, b } = twoHosts()
  echoServer(b)
  for (const length of [0, 1, 1459, 1460, 1461, 200_000]) {
    const sent = someBytes(length, length + 1)
    const { got, reason, connection } = await clock.until(exchange(a, sent))
    assert.ok(got.equals(sent), `${length} bytes`)
    assert.equal(reason, undefined)
    assert.equal(connection.retransmissions, 0)
  }
  clock.pass(2 * SECOND)
  assert.equal(a.connections.length + b.connections.length, 0)
  assert.deepEqual([...a.faults, ...b.faults], [])
})

test('a port that nobody listens on refuses', async () => {
  const { clock, a } = twoHosts()
  const { reason } = await clock.until(exchange(a, Buffer.from('x')))
  assert.equal(reason, 'refused')
})

for (const [name, spoil] of [
  ['loses', (random) => (frame) => (random() % 5 === 0 ? [] : [[frame, 50e3]])],
  ['doubles', (random) => (frame) => (random() % 3 === 0 ? [[frame, 50e3], [frame, 90e3]] : [[frame, 50e3]])],
  ['reorders', (random) => (frame) => [[frame, 50e3 + (random() % 50) * 100e3]]],
  ['spoils', (random) => (frame) => {
    if (random() % 7 !== 0) return [[frame, 50e3]]
    const spoilt = Buffer.from(frame)
    spoilt[34 + (random() % (frame.length - 34))] ^= 1 + (random() & 0x7f)
    return [[spoilt, 50e3]]
  }],
]) {
  test(`all bytes arrive in order over a cable that ${name}`, async () => {
    for (const seed of [1, 2, 3]) {
      const { clock, a, b } = twoHosts(spoil(repeatableRandom(seed)))
      echoServer(b)
      const sent = someBytes(30_000, seed)
      const { got, reason, connection } = await clock.until(exchange(a, sent), 600 * SECOND)
      assert.ok(got.equals(sent), `seed ${seed}: ${got.length} bytes, ${reason}`)
      if (name === 'loses') assert.ok(connection.retransmissions > 0)
    }
  })
}

test('a window that is shut is probed, and what waited goes on when it opens', async () => {
  const { clock, a, b } = twoHosts()
  let server
  const got = []
  b.listen(80, (connection) => {
    server = connection
    connection.onData = (bytes) => got.push(bytes)
  })
  const client = a.connect(B, 80)
  const sent = someBytes(100_000, 9)
  client.write(sent)
  clock.pass(20 * SECOND)
  const held = Buffer.concat(got).length
  assert.equal(held, 65535)
  server.consume(held)
  clock.pass(5 * SECOND)
  assert.ok(Buffer.concat(got).equals(sent))
})

test('an end in one direction leaves the other open', async () => {
  const { clock, a, b } = twoHosts()
  b.listen(80, (connection) => {
    connection.onEnd = () => {
      clock.after(500 * MS, () => {
        connection.write(Buffer.from('late'))
        connection.end()
      })
    }
  })
  const { got, reason } = await clock.until(exchange(a, Buffer.from('x')))
  assert.equal(got.toString(), 'late')
  assert.equal(reason, undefined)
})

test('a reset ends both ends at once', () => {
  const { clock, a, b } = twoHosts()
  const reasons = []
  b.listen(80, (connection) => {
    connection.onClose = (reason) => reasons.push(reason)
  })
  const client = a.connect(B, 80)
  client.onClose = (reason) => reasons.push(reason)
  clock.pass(10 * MS)
  client.reset()
  clock.pass(10 * MS)
  assert.deepEqual(reasons, ['reset by this end', 'reset by the other end'])
})

test('a peer that has gone is given up', async () => {
  let isCut = false
  const { clock, a, b } = twoHosts((frame) => (isCut ? [] : [[frame, 50e3]]))
  echoServer(b)
  const client = a.connect(B, 80)
  clock.pass(10 * MS)
  isCut = true
  client.write(Buffer.from('x'))
  const reason = await clock.until(new Promise((resolve) => (client.onClose = resolve)), 1000 * SECOND)
  assert.equal(reason, 'timed out')
})

test('sequence numbers go around the end of 32 bits', () => {
  assert.ok(isBefore(0xfffffff0, 0x10))
  assert.ok(!isBefore(0x10, 0xfffffff0))
  const segment = { source: A, destination: B, sourcePort: 1, destinationPort: 2, seq: -1, ack: 2 ** 32 - 1, flags: SYN | ACK, window: 9, mss: 1460 }
  const read = readSegment(writeSegment(segment), A, B)
  assert.deepEqual([read.seq, read.ack, read.mss, read.window], [0xffffffff, 0xffffffff, 1460, 9])
})

test('one segment in two is acknowledged at once, a single one within 40 ms', () => {
  const { clock, a, b } = twoHosts()
  b.listen(80, (connection) => {
    connection.onData = (bytes) => connection.consume(bytes.length)
  })
  const client = a.connect(B, 80)
  clock.pass(10 * MS)
  const before = b.counts.sent
  client.write(Buffer.from('x'))
  clock.pass(30 * MS)
  assert.equal(b.counts.sent, before)
  clock.pass(20 * MS)
  assert.equal(b.counts.sent, before + 1)
  client.write(Buffer.from('x'))
  client.write(Buffer.from('y'))
  clock.pass(1 * MS)
  assert.equal(b.counts.sent, before + 2)
})
