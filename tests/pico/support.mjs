// A board with the firmware under test, booted and on its cable.
//
// Set by tests/pico/run: EMULATOR, the folder of the fetched emulator; UF2, the firmware with examples/hello in slot A;
// ELF, the same with its symbols.
//
// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs'
import { test as nodeTest } from 'node:test'
import { pathToFileURL } from 'node:url'

const { EMULATOR, UF2 } = process.env

/** A module of the emulator. */
export function emulator(path) {
  return import(pathToFileURL(`${EMULATOR}/src/${path}`))
}

const { Board } = await emulator('board.mjs')
const { parseIp } = await emulator('net/bytes.mjs')

export const MS = 1e6
export const SECOND = 1e9
export const ADDRESS = parseIp('192.168.7.1')

/** A test that is given up when it takes minutes of this machine's time. */
export function test(name, run) {
  return nodeTest(name, { timeout: 300_000 }, run)
}

/** A board that has power and nothing else. */
export function powered(options = {}) {
  const board = new Board({ bootRom: readFileSync(`${EMULATOR}/bootrom.bin`), ...options })
  board.chip.loadUf2(readFileSync(options.uf2 ?? UF2))
  board.chip.power()
  return board
}

/** A board on its cable, with an address for the host, that serves; `options.board` is one that has power already. */
export async function serving(options = {}) {
  const board = options.board ?? powered(options)
  await board.until(board.plugIn())
  await board.until(board.lease())
  await awaitService(board)
  return board
}

export async function awaitService(board) {
  for (let tries = 0; tries < 100; tries++) {
    const isOpen = await board.until(
      new Promise((resolve) => {
        const probe = board.network.connect(ADDRESS, 80)
        probe.onConnect = () => {
          probe.end()
          resolve(true)
        }
        probe.onClose = () => resolve(false)
      }),
    )
    if (isOpen) return
    await board.pass(50 * MS)
  }
  throw new Error('the board does not come to serve')
}

/** One connection over which requests go one after the other. */
export class Client {
  #board
  #connection
  #text = ''
  #waiting
  closed

  constructor(board) {
    this.#board = board
    this.#connection = board.network.connect(ADDRESS, 80)
    this.#connection.onData = (bytes) => {
      this.#connection.consume(bytes.length)
      this.#text += bytes.toString('latin1')
      this.#look()
    }
    this.#connection.onClose = (reason) => {
      this.closed = reason ?? 'in order'
      this.#look()
    }
  }

  #look() {
    const end = this.#text.indexOf('\r\n\r\n')
    const length = /content-length: (\d+)/i.exec(this.#text.slice(0, Math.max(end, 0)))
    const whole = end < 0 ? Infinity : end + 4 + Number(length?.[1] ?? 0)
    if (this.#text.length >= whole) {
      const response = this.#text.slice(0, whole)
      this.#text = this.#text.slice(whole)
      this.#waiting?.({ status: Number(response.slice(9, 12)), body: response.slice(end + 4) })
      this.#waiting = undefined
    } else if (this.closed) {
      this.#waiting?.({ status: 0, body: `closed: ${this.closed}` })
      this.#waiting = undefined
    }
  }

  /** A promise of {status, body}; the status is 0 when the connection ends instead. */
  get(path) {
    return this.#ask(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
  }

  /** The same. */
  post(path, body) {
    return this.#ask(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  }

  #ask(request) {
    const response = new Promise((resolve) => {
      this.#waiting = resolve
    })
    this.#connection.write(Buffer.from(request))
    return response
  }

  end() {
    this.#connection.end()
  }

  get connection() {
    return this.#connection
  }
}

/** Asks over a connection of its own. */
export async function get(board, path, limitNanos = 20 * SECOND) {
  const client = new Client(board)
  const response = await board.until(client.get(path), limitNanos)
  client.end()
  return response
}
