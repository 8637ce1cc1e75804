// Chooses the functions that a Pico keeps in RAM: those that spare most misses of the flash's cache for their bytes.
//
//     node ram-code.mjs BYTES >runtime-c/zephyr/ram-code-rp2040.txt
//
// Takes EMULATOR, UF2 and ELF as tests/pico/run sets them, of a firmware that keeps nothing in RAM yet
// (CONFIG_ISERE_RAM_CODE=n), and arm-none-eabi-addr2line.
//
// SPDX-License-Identifier: Apache-2.0

import { execFileSync } from 'node:child_process'
import { warmRequest } from './misses.mjs'

const ROOTS = ['quickjs', 'llhttp', 'runtime-c', 'zephyr']
/** What is linked from libraries of the compiler has no object file of its own to take it from. */
const IN_RAM_ALIGNMENT = 4

/** The source file of each address, from one of ROOTS on; undefined for others. */
function sources(elf, addresses) {
  const words = ['-e', elf, ...addresses.map((address) => `0x${address.toString(16)}`)]
  const lines = execFileSync('arm-none-eabi-addr2line', words, { encoding: 'utf8', maxBuffer: 1 << 24 }).trim().split('\n')
  return lines.map((line) => {
    const path = line.replace(/:.*/, '').split('/')
    const root = ROOTS.find((name) => path.includes(name))
    return root === undefined || !path.at(-1).endsWith('.c') ? undefined : path.slice(path.indexOf(root)).join('/')
  })
}

const budget = Number(process.argv[2])
if (!(budget > 0)) throw new Error('how many bytes of RAM?')
const { ELF } = process.env
const { bySymbol } = await warmRequest(ELF)
const functions = bySymbol.filter(({ isFunction }) => isFunction)
const files = sources(ELF, functions.map(({ address }) => address))
const ranked = functions
  .map((one, i) => ({ ...one, file: files[i] }))
  .filter(({ file }) => file !== undefined)
  .sort((a, b) => b.misses / b.bytes - a.misses / a.bytes || (a.name < b.name ? -1 : 1))

let left = budget
const chosen = ranked.filter(({ bytes }) => {
  const taken = bytes + IN_RAM_ALIGNMENT
  if (taken > left) return false
  left -= taken
  return true
})
const lines = chosen.map(({ name, file }) => `${file} ${name.replace(/\..*/, '')}`)
process.stdout.write(
  [
    '# Functions that an RP2040 keeps in RAM; made by tests/pico/ram-code.mjs. SPDX-License-Identifier: Apache-2.0',
    ...[...new Set(lines)].sort(),
    '',
  ].join('\n'),
)
