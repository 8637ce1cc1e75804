// What there is of Node.js's modules, used.
// SPDX-License-Identifier: Apache-2.0
import console, { log } from 'node:console'
import { getRandomValues, randomUUID, webcrypto } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import process, { env } from 'node:process'
import { clearTimeout as clear, setTimeout as later } from 'node:timers'
import { setTimeout as sleep } from 'node:timers/promises'
import { URL, URLSearchParams } from 'node:url'
import { TextDecoder, TextEncoder } from 'node:util'

export const handler = async () => {
  const begin = performance.now()
  clear(later(() => log('cleared too late'), 1))
  const value = await sleep(5, 'slept')
  return [
    value, performance.now() - begin >= 5, env === process.env, env.COLOUR, randomUUID().length,
    getRandomValues(new Uint8Array(3)).length, webcrypto === crypto, new URL('../x', 'http://a/b/c').href,
    String(new URLSearchParams({ a: 'b c' })), new TextDecoder().decode(new TextEncoder().encode('é')),
    console === globalThis.console,
  ]
}
