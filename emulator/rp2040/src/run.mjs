// Boots firmware on an emulated board, and forwards a port of this machine to it until it is told to stop.
//
//     node run.mjs --uf2 FILE [--uf2 FILE ...] --port PORT --address ADDRESS [--host HOST] [--board-port PORT]
//                  [--raw FLASH_ADDRESS:FILE ...] [--boot-rom FILE] [--clock]
//
// What --raw puts into the flash, as it is, comes over what the UF2 files hold. With --clock each line of standard input
// is answered with the board's time since power-on, as `clock: N ms`: a slow machine's time is not the board's.
//
// stdout has the board's console, and `info listening on http://ADDRESS:PORT` when the board takes connections, each
// time that it starts. Exit codes: 0 ended by a signal or by its standard input, 1 failed, 2 used wrongly.
//
// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Board } from './board.mjs'
import { FLASH_BASE } from './chip/memory.mjs'
import { forward } from './forward.mjs'
import { ipText, parseIp } from './net/bytes.mjs'

const OPTIONS = {
  uf2: { type: 'string', multiple: true, default: [] },
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  address: { type: 'string' },
  'board-port': { type: 'string', default: '80' },
  raw: { type: 'string', multiple: true, default: [] },
  'boot-rom': { type: 'string' },
  clock: { type: 'boolean', default: false },
}

/** Ends the process with a message. */
function fail(code, message) {
  process.stderr.write(`error: ${message}\n`)
  process.exit(code)
}

/** {offset, bytes} of an address and a file. */
function readRaw(word) {
  const [, address, path] = /^(0x[0-9a-f]+|[0-9]+):(.+)$/i.exec(word) ?? []
  if (path === undefined) throw new Error(`--raw ${word}: an address in flash, a colon and a file are needed`)
  return { offset: Number(address) - FLASH_BASE, bytes: readFileSync(path) }
}

function arguments_() {
  try {
    const { values } = parseArgs({ options: OPTIONS })
    if (values.uf2.length === 0) throw new Error('--uf2 is missing')
    for (const name of ['port', 'address']) if (values[name] === undefined) throw new Error(`--${name} is missing`)
    return {
      files: values.uf2.map((path) => readFileSync(path)),
      raws: values.raw.map(readRaw),
      bootRom: readFileSync(values['boot-rom'] ?? new URL('../bootrom.bin', import.meta.url)),
      local: { host: values.host, port: Number(values.port) },
      target: { address: parseIp(values.address), port: Number(values['board-port']) },
      tellsTime: values.clock,
    }
  } catch (error) {
    return fail(2, error.message)
  }
}

/** Waits until the board takes connections. */
async function awaitService(board, target) {
  for (;;) {
    const isOpen = await new Promise((resolve) => {
      const probe = board.network.connect(target.address, target.port)
      probe.onConnect = () => {
        probe.end()
        resolve(true)
      }
      probe.onClose = () => resolve(false)
    })
    if (isOpen) return
    await board.clock.sleep(50e6)
  }
}

const { files, raws, bootRom, local, target, tellsTime } = arguments_()
const board = new Board({ bootRom })
try {
  for (const file of files) board.chip.loadUf2(file)
  for (const { offset, bytes } of raws) board.chip.writeFlash(offset, bytes)
} catch (error) {
  fail(2, error.message)
}
board.onConsole = (line) => process.stdout.write(`${line}\n`)
if (tellsTime) {
  createInterface({ input: process.stdin }).on('line', () => {
    process.stdout.write(`clock: ${Math.floor(board.clock.nanos / 1e6)} ms\n`)
  })
}

const { server, open } = forward(board, target)
server.on('error', (error) => fail(1, error.message))
server.listen(local.port, local.host)

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop.abort())

board.chip.power()
board.stayPlugged(async () => {
  await awaitService(board, target)
  process.stdout.write(`info listening on http://${ipText(target.address)}:${target.port}\n`)
  open()
})
try {
  await board.runInRealTime(stop.signal)
  process.exit(0)
} catch (error) {
  fail(1, error.message)
}
