// What the console keeps for a host that is not there yet, or sleeps.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { putSlot, SLOT_A } from './slots.mjs'
import { get, powered, SECOND, serving, test } from './support.mjs'

/** A board whose console is gathered. */
function heard(options) {
  const board = powered(options)
  const lines = []
  board.onConsole = (line) => lines.push(line)
  return { board, lines }
}

for (const seconds of [0, 20]) {
  test(`a host that comes ${seconds} s after the start reads what the board said meanwhile`, async () => {
    const { board, lines } = heard()
    if (seconds > 0) await board.pass(seconds * SECOND)
    await board.until(board.plugIn())
    // Nobody asks for anything: no further record sends the ones before it.
    await board.pass(2 * SECOND)
    const expected = [
      /^info memory: \d+ of \d+ bytes, \d+ of them JavaScript heap$/,
      /^info watchdog: \d+ ms$/,
      /^info slot B: empty$/,
      /^info slot A is in charge: sequence 1, /,
      /^info also known as hello\.local$/,
      /^info listening on http:\/\/192\.168\.7\.1:80$/,
    ]
    assert.equal(lines.length, expected.length, lines.join('\n'))
    for (const [i, line] of lines.entries()) assert.match(line, expected[i])
  })
}

test('what a function says while the host sleeps is read when it wakes', async () => {
  const { board, lines } = heard()
  putSlot(board.chip, SLOT_A, 1, readFileSync(process.env.DEEP))
  board.chip.power()
  await serving({ board })
  assert.deepEqual(JSON.parse((await get(board, '/later')).body), { came: 'soon' })
  assert.doesNotMatch(lines.join(), /later/)
  board.usb.suspend()
  await board.pass(3 * SECOND)
  assert.doesNotMatch(lines.join(), /later/)
  await board.until(board.usb.resume())
  await board.pass(SECOND)
  assert.equal(lines.filter((line) => /^info \[.*\] later$/.test(line)).length, 1, lines.join('\n'))
})
