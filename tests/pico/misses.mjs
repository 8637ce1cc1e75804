// What a request costs a Pico in cycles, and in misses of the flash's cache by a model of it (emulator/rp2040).
// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs'
import { symbols } from './elf.mjs'
import { Client, emulator, MS, serving } from './support.mjs'

const { XipCache, watchFlash } = await emulator('chip/xip-cache.mjs')

const FLASH = 0x10
const WARM_UP = 10

/** Finds the symbol that an address belongs to. */
function finder(all) {
  const sorted = all.filter(({ address }) => address >>> 24 === FLASH).sort((a, b) => a.address - b.address)
  return (address) => {
    let [low, high] = [0, sorted.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (sorted[middle].address <= address) low = middle
      else high = middle - 1
    }
    const found = sorted[low]
    return address < found.address + found.bytes ? found : undefined
  }
}

/**
 * Asks a board that serves examples/hello, over one connection.
 *
 * @param elf the path of the firmware with its symbols
 * @return {cycles, misses, bySymbol: [{name, address, bytes, isFunction, misses}]}, all counts for one request
 */
export async function warmRequest(elf, requests = 20) {
  const board = await serving()
  const client = new Client(board)
  const ask = async (times) => {
    for (let i = 0; i < times; i++) await board.until(client.get('/hello'))
    // What follows an answer is a part of its cost.
    await board.pass(MS)
  }
  const cache = new XipCache()
  watchFlash(board.chip, cache)
  await ask(WARM_UP)
  const find = finder(symbols(readFileSync(elf)))
  const bySymbol = new Map()
  cache.onMiss = (address) => {
    const symbol = find(address)
    if (symbol) bySymbol.set(symbol, (bySymbol.get(symbol) ?? 0) + 1)
  }
  const { core } = board.chip.rp2040
  const before = { misses: cache.misses, cycles: core.cycles }
  await ask(requests)
  return {
    cycles: (core.cycles - before.cycles) / requests,
    misses: (cache.misses - before.misses) / requests,
    bySymbol: [...bySymbol].map(([symbol, misses]) => ({ ...symbol, misses: misses / requests })),
  }
}
