// memcpy and memset of the firmware (runtime-c/ports/cortex-m/memory-v6m.S), called on the emulated processor.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { symbols } from './elf.mjs'
import { emulator, MS, powered, test } from './support.mjs'

const { repeatableRandom } = await emulator('net/host.mjs')

const RAM = 0x20000000
/** Nothing of the firmware's lies where these are put once it is interrupted for good. */
const [FROM, TO, STACK_END] = [0x20010000, 0x20020000, 0x20040000]
const ROOM = 512
const CASES = 4000
/** Where a called function returns to; nothing is run there. */
const RETURN = 0x2003f000
/** Registers that a function gives back as they were (AAPCS32, 6.1.1). */
const KEPT = [4, 5, 6, 7, 8, 9, 10, 11]
const MOST_STEPS = 100_000

/** A processor whose firmware has been copied to where it runs, and that then runs nothing but what is called. */
async function processor() {
  const board = powered()
  await board.pass(200 * MS)
  const { core, sram } = board.chip.rp2040
  core.PM = true
  const all = symbols(readFileSync(process.env.ELF))
  const call = (name, ...words) => {
    words.forEach((word, i) => (core.registers[i] = word))
    for (const kept of KEPT) core.registers[kept] = 0xa5000000 + kept
    core.SP = STACK_END
    core.LR = RETURN | 1
    core.PC = all.find((one) => one.isFunction && one.name === name).address
    const before = core.cycles
    for (let steps = 0; core.PC !== RETURN; steps++) {
      assert.ok(steps < MOST_STEPS, `${name} does not return`)
      core.executeInstruction()
    }
    assert.equal(core.SP, STACK_END)
    for (const kept of KEPT) assert.equal(core.registers[kept] >>> 0, 0xa5000000 + kept, `r${kept} of ${name}`)
    return { value: core.registers[0] >>> 0, cycles: core.cycles - before }
  }
  const complaints = () => Object.fromEntries(board.chip.complaints)
  return { call, memory: Buffer.from(sram.buffer, sram.byteOffset, sram.length), complaints }
}

test('memcpy and memset write what they are to and nothing beside it, from and to any address', async () => {
  const { call, memory, complaints } = await processor()
  const before = complaints()
  const random = repeatableRandom(1)
  const below = (limit) => random() % limit
  const [from, to] = [memory.subarray(FROM - RAM, FROM - RAM + ROOM), memory.subarray(TO - RAM, TO - RAM + ROOM)]
  for (let i = 0; i < CASES; i++) {
    for (const part of [from, to]) for (let at = 0; at < ROOM; at++) part[at] = below(256)
    const bytes = below(i % 8 < 2 ? 300 : 40)
    const [out, into, value] = [8 + below(8), 8 + below(8), below(1 << 16)]
    const expected = Buffer.from(to)
    if (i % 2 === 0) from.copy(expected, into, out, out + bytes)
    else expected.fill(value & 0xff, into, into + bytes)
    const { value: given } =
      i % 2 === 0 ? call('memcpy', TO + into, FROM + out, bytes) : call('memset', TO + into, value, bytes)
    assert.ok(expected.equals(to), `${i % 2 === 0 ? 'memcpy' : 'memset'} of ${bytes} bytes from ${out} to ${into}`)
    assert.equal(given, TO + into)
  }
  assert.deepEqual(complaints(), before)
})

test('a copy of 256 bytes takes less than two cycles a byte where both ends are alike, and less than four by halves', async () => {
  const { call } = await processor()
  const cycles = (out, into) => call('memcpy', TO + into, FROM + out, 256).cycles
  const figures = { words: cycles(0, 0), alike: cycles(1, 1), halves: cycles(2, 0), bytes: cycles(1, 0) }
  process.stdout.write(`# cycles of a copy of 256 bytes: ${JSON.stringify(figures)}\n`)
  assert.ok(figures.words < 512 && figures.alike < 512, JSON.stringify(figures))
  assert.ok(figures.halves < 1024, JSON.stringify(figures))
})
