// What a request costs a Pico, within wide bounds: cycles, and misses of the flash's cache, by a model.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { symbols } from './elf.mjs'
import { warmRequest } from './misses.mjs'
import { test } from './support.mjs'

const RAM = 0x20
const RAM_CODE_BYTES = 26 * 1024

test('a warm request runs half from RAM', async () => {
  const { cycles, misses } = await warmRequest(process.env.ELF)
  process.stdout.write(`# ${misses} misses and ${Math.round(cycles)} cycles a request, by a model\n`)
  // 9,712 with all code in flash
  assert.ok(misses > 1000 && misses < 5500, `${misses} misses`)
  // 194,398 while each request was told a new window in a frame of its own, and memory was copied by bytes
  assert.ok(cycles > 80_000 && cycles < 165_000, `${cycles} cycles`)
})

test('the code that lies in RAM keeps to its budget', () => {
  const inRam = symbols(readFileSync(process.env.ELF)).filter((one) => one.isFunction && one.address >>> 24 === RAM)
  const bytes = inRam.reduce((sum, one) => sum + one.bytes, 0)
  process.stdout.write(`# ${inRam.length} functions, ${bytes} bytes in RAM\n`)
  assert.ok(inRam.length > 200, `${inRam.length} functions`)
  assert.ok(bytes <= RAM_CODE_BYTES, `${bytes} bytes`)
})
