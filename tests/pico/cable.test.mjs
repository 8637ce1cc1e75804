// What a Pico is on its cable: descriptors, addresses, echoes, and what it does when the cable or the host is unkind.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { ADDRESS, awaitService, Client, emulator, get, MS, powered, SECOND, serving, test } from './support.mjs'

const { ipText, macText } = await emulator('net/bytes.mjs')
const { findCdcFunction, SUBCLASS_ACM, SUBCLASS_ECM, SUBCLASS_NCM } = await emulator('usb/descriptors.mjs')
const { getString } = await emulator('usb/enumerate.mjs')

/** The network card of the firmware under test, and what its descriptors say. */
const CARDS = {
  ecm: { subclass: SUBCLASS_ECM, dataProtocol: 0, noticeBytes: 16 },
  ncm: { subclass: SUBCLASS_NCM, dataProtocol: 1, noticeBytes: 64 },
}
const CARD = process.env.CARD ?? 'ecm'
const { subclass, dataProtocol, noticeBytes } = CARDS[CARD]

const board = await serving()

async function answers(path) {
  const { status, body } = await get(board, path)
  assert.deepEqual([status, body], [200, JSON.stringify({ hello: path })])
}

// --- descriptors ----------------------------------------------------------------------------------------------------

test('the device descriptor is that of a composite device of ours', () => {
  const { device, strings, refusesQualifier } = board.found
  assert.deepEqual(
    { ...device, deviceVersion: undefined },
    {
      usbVersion: 0x200,
      class: 0xef,
      subclass: 2,
      protocol: 1,
      maxPacket0: 64,
      vendor: device.vendor,
      product: device.product,
      deviceVersion: undefined,
      manufacturerString: 1,
      productString: 2,
      serialString: 3,
      configurations: 1,
    },
  )
  assert.notEqual(device.vendor, 0x2fe3, "Zephyr's id")
  assert.deepEqual(strings, {
    manufacturer: 'isere',
    product: 'isere function',
    serial: 'E660000000000001',
    configuration: 'isere',
  })
  assert.ok(refusesQualifier, 'a device of full speed alone refuses the qualifier')
})

test('the configuration has a console and a network card, each behind its association', () => {
  const { attributes, maxPowerMa, associations, interfaces } = board.found.configuration
  assert.equal(attributes & 0x80, 0x80)
  assert.equal(maxPowerMa, 500)
  assert.deepEqual(
    associations.map(({ first, count, class: kind, subclass }) => [first, count, kind, subclass]),
    [
      [0, 2, 2, SUBCLASS_ACM],
      [2, 2, 2, subclass],
    ],
  )
  assert.deepEqual(
    interfaces.map((one) => [one.number, one.alternate, one.class, one.subclass, one.protocol, one.endpointCount]),
    [
      [0, 0, 2, SUBCLASS_ACM, 0, 1],
      [1, 0, 10, 0, 0, 2],
      [2, 0, 2, subclass, 0, 1],
      [3, 0, 10, 0, dataProtocol, 0],
      [3, 1, 10, 0, dataProtocol, 2],
    ],
  )
})

test('endpoints have sizes of full speed and numbers of their own', () => {
  const { interfaces } = board.found.configuration
  const endpoints = interfaces.flatMap((one) => one.endpoints)
  assert.equal(new Set(endpoints.map((one) => one.address)).size, endpoints.length)
  assert.deepEqual(
    interfaces.map((one) => one.endpoints.map(({ type, maxPacket, interval }) => [type, maxPacket, interval])),
    [
      [['interrupt', 16, 10]],
      [['bulk', 64, 0], ['bulk', 64, 0]],
      [['interrupt', noticeBytes, 10]],
      [],
      [['bulk', 64, 0], ['bulk', 64, 0]],
    ],
  )
})

test("the card's data interface is of no subclass, and its address is the host's own", async () => {
  const { data, cdc } = findCdcFunction(board.found.configuration, subclass)
  assert.equal(data.subclass, 0, 'zephyrproject-rtos/zephyr#103447')
  assert.equal(cdc.ethernet.maxSegment, 1514)
  const text = await board.until(getString(board.usb, cdc.ethernet.macString))
  assert.match(text, /^[0-9A-F]{12}$/)
  const device = board.network.neighbour(ADDRESS)
  assert.notEqual(macText(device), macText(board.card.mac))
  for (const mac of [device, board.card.mac]) assert.equal(mac[0] & 3, 2, `${macText(mac)} is locally administered`)
})

test('another board has other addresses and another serial number', async () => {
  const other = powered({ uniqueId: Buffer.from('e660000000000002', 'hex') })
  await other.until(other.plugIn())
  assert.equal(other.found.strings.serial, 'E660000000000002')
  assert.notEqual(macText(other.card.mac), macText(board.card.mac))
})

// --- DHCP -----------------------------------------------------------------------------------------------------------

test('the lease is for a day, without a router and without a name server', () => {
  const { lease } = board.dhcp
  assert.equal(ipText(lease.server), '192.168.7.1')
  assert.equal(ipText(lease.address), '192.168.7.2')
  assert.equal(ipText(lease.mask), '255.255.255.0')
  assert.deepEqual([lease.routers, lease.dnsServers, lease.leaseSeconds], [[], [], 86400])
})

test('a lease is renewed, and a second host gets another address', async () => {
  const first = board.dhcp.lease.address
  const renewed = new Promise((resolve) => {
    board.dhcp.onLease = resolve
  })
  board.dhcp.renew()
  assert.equal((await board.until(renewed)).address, first)
  const mac = board.network.mac
  board.network.mac = Buffer.from([2, 0, 0, 0, 0, 0x77])
  const second = await board.until(board.lease())
  assert.equal(ipText(second.address), '192.168.7.3')
  board.network.mac = mac
  assert.equal((await board.until(board.lease())).address, first)
})

// --- echoes ---------------------------------------------------------------------------------------------------------

for (const padding of ['byte', 'zero']) {
  test(`echoes of all lengths around full packets come back (${padding} padding)`, async () => {
    const host = padding === 'byte' ? board : await serving({ padding })
    const lost = []
    // 42 bytes of headers in front of the data
    for (const packets of [1, 2, 3, 10, 23]) {
      for (const more of [-2, -1, 0, 1, 2]) {
        const bytes = packets * 64 - 42 + more
        if ((await host.until(host.network.ping(ADDRESS, bytes))) === undefined) lost.push(bytes)
      }
    }
    if ((await host.until(host.network.ping(ADDRESS, 1472))) === undefined) lost.push(1472)
    assert.deepEqual(lost, [])
    assert.deepEqual(host.network.faults, [])
  })
}

// --- an unkind host -------------------------------------------------------------------------------------------------

test('a bus reset in the middle of a request leaves a board that serves again', async () => {
  const client = new Client(board)
  const response = client.get('/lost')
  await board.pass(2 * MS)
  await board.until(board.reset())
  assert.deepEqual(await response, { status: 0, body: 'closed: the cable is gone' })
  await board.until(board.lease())
  await answers('/after-reset')
})

test('a cable that is pulled and put in again leaves a board that serves', async () => {
  board.pullOut()
  await board.pass(2 * SECOND)
  await board.until(board.plugIn())
  await board.until(board.lease())
  await answers('/after-replugging')
  assert.deepEqual(board.chip.starts, ['power'])
})

test('a host that sleeps finds the board serving when it wakes', async () => {
  await answers('/before-sleep')
  board.usb.suspend()
  await board.pass(30 * SECOND)
  await board.until(board.usb.resume())
  await answers('/after-sleep')
  assert.deepEqual(board.chip.starts, ['power'])
})

test('a host that falls asleep in the middle of an answer gets it when it wakes', async () => {
  const client = new Client(board)
  await board.until(client.get('/x'))
  const response = client.get('/slept-over')
  await board.pass(0.3 * MS)
  board.usb.suspend()
  await board.pass(3 * SECOND)
  await board.until(board.usb.resume())
  assert.equal((await board.until(response)).status, 200)
  client.end()
})

test('a host that stops reading for half a minute does not stop the board', async () => {
  const client = new Client(board)
  await board.until(client.get('/x'))
  board.card.pause()
  const response = client.get('/late')
  await board.pass(30 * SECOND)
  board.card.go()
  await board.until(response, 120 * SECOND)
  await answers('/after-silence')
  assert.deepEqual(board.chip.starts, ['power'])
})

test('a console that nobody reads does not stop the board', async () => {
  board.console.pause()
  for (let i = 0; i < 5; i++) await answers(`/unread-${i}`)
  board.console.go()
})

// --- requests -------------------------------------------------------------------------------------------------------

test('three hundred requests over one connection are all answered, with the same cycles each', async () => {
  const client = new Client(board)
  const cycles = []
  for (let i = 0; i < 300; i++) {
    const before = board.chip.rp2040.core.cycles
    const { status, body } = await board.until(client.get(`/n${i % 10}`))
    assert.deepEqual([status, body], [200, JSON.stringify({ hello: `/n${i % 10}` })])
    cycles.push(board.chip.rp2040.core.cycles - before)
  }
  client.end()
  const median = cycles.sort((a, b) => a - b)[150]
  assert.ok(median < 400_000, `${median} cycles a request`)
  assert.equal(board.network.faults.length, 0)
})

test('six connections at once, as a browser opens them, are all served, though there are places for four', async () => {
  await awaitService(board)
  await board.pass(SECOND)
  const clients = Array.from({ length: 6 }, () => new Client(board))
  const responses = await board.until(Promise.all(clients.map((client, i) => client.get(`/c${i}`))))
  assert.deepEqual(
    responses.map((one) => one.status),
    [200, 200, 200, 200, 200, 200],
  )
  for (const client of clients) client.end()
})
