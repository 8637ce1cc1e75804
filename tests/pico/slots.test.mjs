// Power that fails while a new function is written into slot B: the board serves the old one or the new one, never none.
//
// In slot A lies examples/hello; slot B holds an older function, which the new one replaces, by the steps of
// docs/function-slots.md and through the flash chip's own commands. OLD and NEW, set by tests/pico/run, are their images;
// the new one is long.
//
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { COMMIT, commitRecord, header, putSlot, SECTOR, SLOT_A, SLOT_B } from './slots.mjs'
import { get, powered, serving, test } from './support.mjs'

const PAGE = 256
const WRITE_ENABLE = [0x06]
const ERASE = 0x20
const PROGRAM = 0x02
const FIRST = JSON.stringify({ hello: '/' })

const old = readFileSync(process.env.OLD)
const image = readFileSync(process.env.NEW)
const hello = readFileSync(process.env.HELLO)
const head = header(3, image)
const record = commitRecord(head)

function command(chip, bytes) {
  for (const part of [WRITE_ENABLE, bytes]) {
    for (const byte of part) chip.serialFlash.transfer(byte)
    chip.serialFlash.deselect()
  }
}

const place = (address) => [address >> 16, (address >> 8) & 0xff, address & 0xff]

/** What happens to the flash, in order: {what, whole(chip), half(chip)}; half is where the power fails on the way. */
function steps() {
  const erase = (address, what) => ({
    what: `the erasure of ${what}`,
    whole: (chip) => command(chip, [ERASE, ...place(address)]),
    // An erasure sets bits here and there, until all are set.
    half: (chip) => {
      for (let i = 0; i < SECTOR; i++) chip.flash[address + i] |= 0x5a + i * 7
    },
  })
  const program = (address, bytes, what, part = bytes.length >> 1) => ({
    what: `the writing of ${what}`,
    whole: (chip) => {
      for (let i = 0; i < bytes.length; i += PAGE) {
        command(chip, [PROGRAM, ...place(address + i), ...bytes.subarray(i, i + PAGE)])
      }
    },
    half: (chip) => {
      for (let i = 0; i < part; i += PAGE) {
        command(chip, [PROGRAM, ...place(address + i), ...bytes.subarray(i, Math.min(i + PAGE, part))])
      }
    },
  })
  const all = [erase(SLOT_B, 'the first sector')]
  for (let at = 0; at < image.length; at += SECTOR) {
    const [address, sector] = [SLOT_B + SECTOR + at, `sector ${at / SECTOR} of the image`]
    all.push(erase(address, sector), program(address, image.subarray(at, at + SECTOR), sector))
  }
  all.push(program(SLOT_B, head, 'the header'))
  all.push(program(SLOT_B + COMMIT, record, 'the commit record', 2))
  return all
}

/** A board before the first step. */
function before() {
  const board = powered()
  putSlot(board.chip, SLOT_A, 2, hello)
  putSlot(board.chip, SLOT_B, 1, old)
  return board
}

async function answer(board) {
  board.chip.power()
  await serving({ board })
  const { status, body } = await get(board, '/')
  return { status, body: body.slice(0, 40) }
}

const all = steps()
const FIRST_ANSWER = { status: 200, body: FIRST }
const NEW_ANSWER = { status: 200, body: '"the new one"' }

test('before anything is written the function of slot A is in charge', async () => {
  assert.deepEqual(await answer(before()), FIRST_ANSWER)
})

all.forEach(({ what, half }, i) => {
  test(`power that fails in ${what} leaves the old function in charge`, async () => {
    const board = before()
    for (const done of all.slice(0, i)) done.whole(board.chip)
    half(board.chip)
    assert.deepEqual(await answer(board), FIRST_ANSWER)
  })
})

for (const bytes of [1, 4, 5, 7]) {
  test(`power that fails behind byte ${bytes} of the commit record leaves the old function in charge`, async () => {
    const board = before()
    for (const done of all.slice(0, -1)) done.whole(board.chip)
    command(board.chip, [PROGRAM, ...place(SLOT_B + COMMIT), ...record.subarray(0, bytes)])
    assert.deepEqual(await answer(board), FIRST_ANSWER)
  })
}

test('a commit record that is whole puts the new function in charge', async () => {
  const board = before()
  for (const done of all) done.whole(board.chip)
  assert.deepEqual(await answer(board), NEW_ANSWER)
  board.chip.power()
  assert.deepEqual(await answer(board), NEW_ANSWER)
})

test('a new function that the flash has spoilt leaves the old one in charge', async () => {
  const board = before()
  for (const done of all) done.whole(board.chip)
  board.chip.flash[SLOT_B + SECTOR + (image.length >> 1)] ^= 0x10
  assert.deepEqual(await answer(board), FIRST_ANSWER)
})
