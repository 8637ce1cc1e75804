// How much of the JavaScript heap a Pico needs for examples/hello, and that requests leave nothing behind in it.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { symbols } from './elf.mjs'
import { Client, serving, test } from './support.mjs'

const RAM = 0x20000000
/** js.heap_bytes of a Pico. */
const HEAP_BYTES = 131072
const WORD = 4

/**
 * The allocator's own account: {used, peak}, bytes. An isere_heap_t begins with its arena's address, the arena's size,
 * what is used, and the most that was (runtime-c/src/heap/heap.h); it lies in the memory that the runtime reserves.
 */
function heap(board) {
  const memory = symbols(readFileSync(process.env.ELF)).find(({ name, bytes }) => name === 'arena' && bytes > HEAP_BYTES)
  assert.ok(memory, 'the firmware has the memory of ports/zephyr/memory.c')
  const ram = Buffer.from(board.chip.rp2040.sram.buffer)
  const found = []
  const end = memory.address + memory.bytes
  for (let at = memory.address; at < end - 4 * WORD; at += WORD) {
    const [start, size, used, peak] = [0, 1, 2, 3].map((i) => ram.readUInt32LE(at - RAM + i * WORD))
    const isArena = start >= memory.address && start + size <= end && size === HEAP_BYTES
    if (isArena && used > 0 && used <= peak && peak <= size) found.push({ used, peak })
  }
  assert.equal(found.length, 1, 'one heap')
  return found[0]
}

test('a warm request takes less than half of the heap, and leaves nothing behind', async () => {
  const board = await serving()
  const client = new Client(board)
  const ask = async (times) => {
    for (let i = 0; i < times; i++) assert.equal((await board.until(client.get('/hello'))).status, 200)
    return heap(board)
  }
  const loaded = heap(board)
  const warm = await ask(20)
  const later = await ask(300)
  client.end()
  process.stdout.write(`# heap: ${loaded.used} bytes loaded, ${later.peak} at the peak of ${HEAP_BYTES}\n`)
  assert.ok(loaded.used > 20_000, `${loaded.used} bytes`)
  assert.ok(later.peak < HEAP_BYTES / 2, `${later.peak} bytes`)
  assert.deepEqual(later, warm)
})
