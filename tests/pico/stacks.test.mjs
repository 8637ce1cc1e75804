// How much of each thread's stack is left after all that a board does: a fifth of it at least.
//
// RAM that nobody has written still holds what it holds at power-on; stacks are not cleared by anyone.
//
// DEEP, set by tests/pico/run, is the image of deep.js; ELF the firmware with its symbols.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { symbols } from './elf.mjs'
import { putSlot, SLOT_A } from './slots.mjs'
import { ADDRESS, Client, emulator, get, MS, powered, SECOND, serving, test } from './support.mjs'

const { parseIp } = await emulator('net/bytes.mjs')
const { PROTOCOL_UDP, writeFrame, writeIpv4, writeUdp } = await emulator('net/packets.mjs')

const RAM = 0x20000000
const FRESH = 0xaa
/** CONFIG_STACK_SENTINEL: the lowest word of each stack, little-endian (Zephyr's kernel_structs.h). */
const SENTINEL = 0xf0f0f0f0
const LEAST_BYTES = 128
const HEADROOM = 0.2
/** What the engine takes of the runtime's own stack before it throws: js.stack_bytes. Of the rest a fifth is to be left. */
const GUARDED = { stack: 12288 }

/** The stacks of the firmware. */
function stacks() {
  const all = symbols(readFileSync(process.env.ELF))
  return all.filter((one) => /stack/.test(one.name) && one.address >>> 24 === RAM >>> 24 && one.bytes >= LEAST_BYTES)
}

/** A frame that asks everyone for NAME.local. */
function question(board, name) {
  const [source, destination] = [board.dhcp.lease.address, parseIp('224.0.0.251')]
  const label = (text) => [text.length, ...Buffer.from(text)]
  const payload = Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...label(name), ...label('local'), 0, 0, 1, 0, 1])
  const datagram = writeUdp({ source, destination, sourcePort: 5353, destinationPort: 5353, payload })
  const packet = writeIpv4({ source, destination, protocol: PROTOCOL_UDP, payload: datagram })
  return writeFrame({
    destination: Buffer.from('01005e0000fb', 'hex'),
    source: board.network.mac,
    type: 0x0800,
    payload: packet,
  })
}

/** All that is known to take stack. */
async function exercise(board) {
  const { ways } = JSON.parse((await get(board, '/')).body)
  assert.ok(ways.length >= 10)
  // Some want more memory than there is: the board starts its function afresh, which takes stack too.
  for (const way of ways) assert.ok([200, 503].includes((await get(board, way)).status), way)
  assert.equal((await get(board, '/url')).status, 200, 'the largest of the globals fits the heap')
  for (const bytes of [0, 100, 1472]) await board.until(board.network.ping(ADDRESS, bytes))
  board.card.send(question(board, 'deep'))
  const clients = Array.from({ length: 4 }, () => new Client(board))
  await board.until(Promise.all(clients.map((client) => client.post('/recursion', 'x'.repeat(2000)))))
  for (const client of clients) client.end()
  board.dhcp.renew()
  await board.pass(SECOND)
  const lost = new Client(board)
  lost.get('/json')
  await board.pass(2 * MS)
  await board.until(board.reset())
  await board.until(board.lease())
  board.pullOut()
  await board.pass(SECOND)
  await board.until(board.plugIn())
  await board.until(board.lease())
  board.usb.suspend()
  await board.pass(SECOND)
  await board.until(board.usb.resume())
  assert.equal((await get(board, '/')).status, 200)
}

test('every stack has a fifth to spare after deep functions, DHCP, mDNS, resets and plugging in again', async () => {
  const board = powered()
  putSlot(board.chip, SLOT_A, 1, readFileSync(process.env.DEEP))
  board.chip.power()
  await serving({ board })
  await exercise(board)

  const all = stacks()
  assert.ok(all.length >= 8, `only ${all.length} stacks have symbols`)
  const { sram } = board.chip.rp2040
  const short = []
  for (const { name, address, bytes } of all) {
    const place = sram.subarray(address - RAM, address - RAM + bytes)
    const guard = Buffer.from(place.subarray(0, 4)).readUInt32LE() === SENTINEL ? 4 : 0
    let left = place.subarray(guard).findIndex((byte) => byte !== FRESH)
    if (left < 0) left = bytes - guard
    process.stdout.write(`# ${name}: ${bytes - left} of ${bytes} bytes\n`)
    if (left < HEADROOM * (bytes - (GUARDED[name] ?? 0))) short.push(`${name}: ${left} of ${bytes} bytes are left`)
  }
  assert.deepEqual(short, [])
})
