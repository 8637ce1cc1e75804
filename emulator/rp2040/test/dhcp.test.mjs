// DHCP messages and the client, against a small server.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MalformedError } from '../src/net/bytes.mjs'
import * as dhcp from '../src/net/dhcp.mjs'
import { DhcpClient } from '../src/net/dhcp-client.mjs'
import { repeatableRandom } from '../src/net/host.mjs'
import { MS, SECOND, twoHosts } from './support.mjs'

const SERVER = 0x0a000002
const OFFERED = 0x0a000063
const MASK = 0xffffff00

test('a message comes back as it was written', () => {
  const message = {
    isReply: true,
    xid: 0x12345678,
    mac: Buffer.from([2, 0, 0, 0, 0, 1]),
    clientIp: 1,
    yourIp: OFFERED,
    isBroadcast: true,
    options: {
      messageType: dhcp.OFFER,
      subnetMask: MASK,
      routers: [SERVER],
      dnsServers: [1, 2],
      leaseSeconds: 86400,
      serverId: SERVER,
      parameters: [1, 3, 6],
    },
  }
  assert.deepEqual(dhcp.readDhcp(dhcp.writeDhcp(message)), { ...message, others: {} })
})

test('a message that is cut anywhere is refused', () => {
  const whole = dhcp.writeDhcp({ xid: 1, mac: Buffer.alloc(6), options: { messageType: 1, leaseSeconds: 5 } })
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => dhcp.readDhcp(whole.subarray(0, length)), MalformedError, `${length} bytes`)
  }
})

test('an option of a wrong length is refused', () => {
  const message = dhcp.writeDhcp({ xid: 1, mac: Buffer.alloc(6), options: { leaseSeconds: 5 } })
  message[241] = 3
  assert.throws(() => dhcp.readDhcp(message), /leaseSeconds has 3 bytes/)
})

/** Answers on b; `say` may change or swallow what it says. Gives the types that it heard. */
function serve(b, leaseSeconds, say = (answer) => answer) {
  const heard = []
  b.bindUdp(dhcp.SERVER_PORT, (payload) => {
    const { xid, mac, options } = dhcp.readDhcp(payload)
    heard.push(options.messageType)
    const type = options.messageType === dhcp.DISCOVER ? dhcp.OFFER : dhcp.ACK
    const answer = { messageType: type, subnetMask: MASK, serverId: SERVER, leaseSeconds }
    const said = say(answer, heard.length)
    if (said === undefined) return
    const bytes = dhcp.writeDhcp({ isReply: true, xid, mac, yourIp: OFFERED, options: said })
    b.sendUdp({ destination: 0xffffffff, sourcePort: 67, destinationPort: 68, payload: bytes })
  })
  return heard
}

function client(a, clock) {
  a.configure(0, 0)
  return new DhcpClient(a, clock, repeatableRandom(3))
}

test('a client gets an address, and asks for it again at half of its time', async () => {
  const { clock, a, b } = twoHosts()
  const heard = serve(b, 100)
  const one = client(a, clock)
  const lease = await clock.until(one.start())
  assert.deepEqual(lease, { address: OFFERED, mask: MASK, server: SERVER, routers: [], dnsServers: [], leaseSeconds: 100 })
  assert.equal(a.address, OFFERED)
  clock.pass(49 * SECOND)
  assert.deepEqual(heard, [dhcp.DISCOVER, dhcp.REQUEST])
  clock.pass(2 * SECOND)
  assert.deepEqual(heard, [dhcp.DISCOVER, dhcp.REQUEST, dhcp.REQUEST])
  assert.equal(a.address, OFFERED)
})

test('a client goes on asking a server that is slow to start', async () => {
  const { clock, a, b } = twoHosts()
  serve(b, 100, (answer, number) => (number > 3 ? answer : undefined))
  const lease = await clock.until(client(a, clock).start())
  assert.equal(lease.address, OFFERED)
})

test('a client that is refused begins anew', async () => {
  const { clock, a, b } = twoHosts()
  const heard = serve(b, 100, (answer, number) => (number === 2 ? { ...answer, messageType: dhcp.NAK } : answer))
  await clock.until(client(a, clock).start())
  assert.deepEqual(heard, [dhcp.DISCOVER, dhcp.REQUEST, dhcp.DISCOVER, dhcp.REQUEST])
})

test('a lease that nobody renews is lost, and the address given up', async () => {
  const { clock, a, b } = twoHosts()
  serve(b, 100, (answer, number) => (number > 2 ? undefined : answer))
  const one = client(a, clock)
  const lost = []
  one.onLost = (address) => lost.push(address)
  await clock.until(one.start())
  clock.pass(99 * SECOND)
  assert.equal(a.address, OFFERED)
  clock.pass(3 * SECOND)
  assert.equal(a.address, 0)
  assert.deepEqual(lost, ['10.0.0.99'])
})

test('answers to others are not taken', () => {
  const { clock, a, b } = twoHosts()
  const one = client(a, clock)
  const heard = serve(b, 100, () => undefined)
  one.start()
  clock.pass(10 * MS)
  const options = { messageType: dhcp.OFFER, subnetMask: MASK, serverId: SERVER, leaseSeconds: 1 }
  const bytes = dhcp.writeDhcp({ isReply: true, xid: 99, mac: a.mac, yourIp: OFFERED, options })
  b.sendUdp({ destination: 0xffffffff, sourcePort: 67, destinationPort: 68, payload: bytes })
  clock.pass(10 * MS)
  assert.deepEqual(heard, [dhcp.DISCOVER])
})
