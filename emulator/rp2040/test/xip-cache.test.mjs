// The model of the flash's cache.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chip } from '../src/chip/chip.mjs'
import { FLASH_BASE } from '../src/chip/memory.mjs'
import { watchFlash, XipCache } from '../src/chip/xip-cache.mjs'

const WAY_BYTES = 8192
const US = 1e3

function missesOf(...offsets) {
  const cache = new XipCache()
  for (const offset of offsets) cache.access(FLASH_BASE + offset)
  return cache.misses
}

test('a line has eight bytes', () => {
  assert.equal(missesOf(0, 2, 4, 7), 1)
  assert.equal(missesOf(0, 8), 2)
})

test('two lines of a set stay, and of three the one that was used longest ago goes', () => {
  assert.equal(missesOf(0, WAY_BYTES, 0, WAY_BYTES), 2)
  assert.equal(missesOf(0, WAY_BYTES, 0, 2 * WAY_BYTES, 0), 3)
  assert.equal(missesOf(0, WAY_BYTES, 0, 2 * WAY_BYTES, WAY_BYTES), 4)
})

test('sixteen kilobytes fit', () => {
  const cache = new XipCache()
  for (let round = 0; round < 2; round++) {
    for (let offset = 0; offset < 2 * WAY_BYTES; offset += 4) cache.access(FLASH_BASE + offset)
  }
  assert.equal(cache.misses, 2048)
  assert.equal(cache.hits, 2 * 4096 - 2048)
  cache.flush()
  cache.access(FLASH_BASE)
  assert.equal(cache.misses, 2049)
})

test('RAM and the views of the flash without a cache are not counted, and one view finds lines and leaves none', () => {
  const cache = new XipCache()
  for (const address of [0x20000000, 0x12000000, 0x13000000, 0x40000000]) cache.access(address)
  assert.deepEqual([cache.hits, cache.misses], [0, 0])
  cache.access(0x11000000)
  cache.access(0x11000000)
  assert.equal(cache.misses, 2)
  cache.access(FLASH_BASE)
  cache.access(0x11000000)
  assert.deepEqual([cache.hits, cache.misses], [1, 3])
})

test('it sees what a processor fetches and what it reads', () => {
  const chip = new Chip({ bootRom: Buffer.alloc(16 * 1024) })
  const program = [0x4801, 0x6801, 0xe7fd, 0x46c0] // ldr r0, [pc, #4]; ldr r1, [r0]; b to the second; nop
  const flash = Buffer.alloc(12)
  program.forEach((half, i) => flash.writeUInt16LE(half, 2 * i))
  flash.writeUInt32LE(FLASH_BASE + 0x1000, 8)
  chip.writeFlash(0, flash)
  chip.power()
  const cache = new XipCache()
  const missed = []
  cache.onMiss = (address) => missed.push(address - FLASH_BASE)
  watchFlash(chip, cache)
  chip.run(10 * US)
  assert.deepEqual(missed, [0, 8, 0x1000])
  assert.ok(cache.hits > 100)
})
