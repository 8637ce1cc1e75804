// The chip with its mends, by small programs of a few instructions and by its registers.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chip, EmulationError } from '../src/chip/chip.mjs'
import { FLASH_BASE, RAM_BASE } from '../src/chip/memory.mjs'
import { readUf2 } from '../src/chip/uf2.mjs'
import { MalformedError } from '../src/net/bytes.mjs'

const MS = 1e6
const US = 1e3
const LOOP = 0xe7fe
const CPSID = 0xb672
const CPSIE = 0xb662
const WFI = 0xbf30
const ADD_R0 = 0x3001 // adds r0, #1
const BKPT = 0xbe00
const SYSTICK = 0xe000e010
const SHPR3 = 0xe000ed20
const VTOR = 0xe000ed08
const AIRCR = 0xe000ed0c
const DPRAM = 0x50100000
const WATCHDOG = 0x40058000

/** A chip whose program lies at the beginning of its flash; interrupt 5's handler is at `handler`. */
function chipWith(program, handler = [LOOP]) {
  const chip = new Chip({ bootRom: Buffer.alloc(16 * 1024) })
  const words = Buffer.alloc(0x300, 0)
  program.forEach((half, i) => words.writeUInt16LE(half, 2 * i))
  for (let vector = 0; vector < 48; vector++) words.writeUInt32LE(FLASH_BASE + 0x200 + 1, 0x100 + 4 * vector)
  handler.forEach((half, i) => words.writeUInt16LE(half, 0x200 + 2 * i))
  chip.writeFlash(0, words)
  chip.power()
  chip.rp2040.core.writeUint32(VTOR, FLASH_BASE + 0x100)
  return chip
}

test('an interrupt that is kept from being taken wakes, and is taken when it may', () => {
  const chip = chipWith([CPSID, WFI, ADD_R0, CPSIE, LOOP], [0x3110, LOOP]) // adds r1, #0x10
  chip.run(10 * US)
  const { core } = chip.rp2040
  assert.equal(core.waiting, true)
  core.enabledInterrupts = 1 << 5
  core.setInterrupt(5, true)
  chip.run(10 * US)
  assert.deepEqual([core.registers[0], core.registers[1], core.IPSR], [1, 0x10, 21])
})

test('an interrupt that is pending before WFI does not let it sleep', () => {
  const chip = chipWith([CPSID, ADD_R0, ADD_R0, WFI, ADD_R0, LOOP])
  const { core } = chip.rp2040
  core.enabledInterrupts = 1 << 5
  core.PM = true
  core.setInterrupt(5, true)
  chip.run(10 * US)
  assert.equal(core.registers[0], 3)
})

test('while the processor sleeps time leaps to what comes next', () => {
  const chip = chipWith([CPSID, WFI, LOOP])
  let at
  chip.clock.after(500 * MS, () => (at = chip.clock.nanos))
  chip.run(1000 * MS)
  assert.equal(at, 500 * MS)
  assert.equal(chip.clock.nanos, 1000 * MS)
  assert.ok(chip.rp2040.core.cycles < 100)
})

test('SysTick counts down, tells that it did, and raises nothing when its value is written', () => {
  const chip = chipWith([LOOP])
  const { core } = chip.rp2040
  core.writeUint32(SYSTICK + 4, 999)
  core.writeUint32(SYSTICK + 8, 0)
  core.writeUint32(SYSTICK, 5)
  chip.run(4 * US) // 500 cycles
  assert.ok(Math.abs(core.readUint32(SYSTICK + 8) - 500) < 5)
  assert.equal(core.readUint32(SYSTICK), 5)
  chip.run(5 * US)
  assert.equal(core.readUint32(SYSTICK), 0x10005)
  assert.equal(core.readUint32(SYSTICK), 5)
  core.writeUint32(SYSTICK + 8, 7)
  assert.equal(core.readUint32(SYSTICK + 8), 0)
  assert.equal(core.pendingSystick, false)
  core.writeUint32(SYSTICK, 0)
  const left = core.readUint32(SYSTICK + 8)
  chip.run(5 * US)
  assert.equal(core.readUint32(SYSTICK + 8), left)
})

test('SysTick interrupts once in each period, and a new period begins with the next', () => {
  const chip = chipWith([LOOP], [ADD_R0, 0x4770]) // bx lr
  const { core } = chip.rp2040
  core.writeUint32(SHPR3, 0)
  core.writeUint32(SYSTICK + 4, 1249)
  core.writeUint32(SYSTICK + 8, 0)
  core.writeUint32(SYSTICK, 7)
  chip.run(105 * US)
  assert.equal(core.readUint32(SYSTICK + 4), 1249)
  core.writeUint32(SYSTICK + 4, 2499)
  chip.run(100 * US)
  // 10 of 10 us, the one that is on, then one in 20 us. The handler's registers are put back: count by the flag.
  assert.equal(core.readUint32(SYSTICK) & 0x10000, 0x10000)
  assert.ok(core.readUint32(SYSTICK + 8) <= 2499)
})

test('a program that asks for a reset starts anew with its RAM, power takes the RAM away', () => {
  const chip = chipWith([LOOP])
  const causes = []
  chip.onStart = (cause) => causes.push(cause)
  chip.rp2040.core.writeUint32(RAM_BASE + 0x100, 0x12345678)
  chip.rp2040.core.writeUint32(AIRCR, 0x05fa0004)
  chip.run(10 * US)
  assert.deepEqual(causes, ['program'])
  assert.equal(chip.rp2040.core.readUint32(RAM_BASE + 0x100), 0x12345678)
  chip.power()
  assert.notEqual(chip.rp2040.core.readUint32(RAM_BASE + 0x100), 0x12345678)
})

test('the watchdog starts the chip anew when nobody feeds it, and says so', () => {
  const chip = chipWith([LOOP])
  const { core } = chip.rp2040
  core.writeUint32(WATCHDOG + 0x0c, 0xcafe)
  core.writeUint32(WATCHDOG + 0x04, 2000) // 1 ms
  core.writeUint32(WATCHDOG, 1 << 30)
  chip.run(0.9 * MS)
  core.writeUint32(WATCHDOG + 0x04, 2000)
  chip.run(0.9 * MS)
  assert.deepEqual(chip.starts, ['power'])
  chip.run(0.2 * MS)
  assert.deepEqual(chip.starts, ['power', 'watchdog'])
  assert.equal(chip.rp2040.core.readUint32(WATCHDOG + 0x08), 1)
  assert.equal(chip.rp2040.core.readUint32(WATCHDOG + 0x0c), 0xcafe)
})

test('the memory of the USB controller takes bytes, and bits through its aliases', () => {
  const { core } = chipWith([LOOP]).rp2040
  core.writeUint32(DPRAM + 0x200, 0)
  core.writeUint8(DPRAM + 0x201, 0xab)
  core.writeUint16(DPRAM + 0x202, 0x1234)
  assert.equal(core.readUint32(DPRAM + 0x200), 0x1234ab00)
  core.writeUint32(DPRAM + 0x2200, 0x0f)
  core.writeUint32(DPRAM + 0x3200, 0x12340000)
  assert.equal(core.readUint32(DPRAM + 0x200), 0xab0f)
  core.writeUint32(DPRAM + 0x1200, 0xff)
  assert.equal(core.readUint32(DPRAM + 0x200), 0xabf0)
})

test('the flash is seen in four places, and cannot be written in any', () => {
  const { core } = chipWith([LOOP]).rp2040
  for (const base of [0x10000000, 0x11000000, 0x12000000, 0x13000000]) {
    assert.equal(core.readUint16(base), LOOP)
    core.writeUint32(base, 0)
    assert.equal(core.readUint32(base) & 0xffff, LOOP)
  }
})

test('the ring oscillator gives both bits, the same ones each time', () => {
  const draw = () => {
    const { core } = chipWith([LOOP]).rp2040
    return Array.from({ length: 64 }, () => core.readUint32(0x4006001c))
  }
  const bits = draw()
  assert.deepEqual(new Set(bits), new Set([0, 1]))
  assert.deepEqual(draw(), bits)
})

test('the flash chip tells its id, erases sectors and programs bits off', () => {
  const chip = chipWith([LOOP])
  const { core } = chip.rp2040
  const changes = []
  chip.serialFlash.onChange = (...change) => changes.push(change)
  const talk = (...bytes) => {
    core.writeUint32(0x4001800c, OUTPUT_LOW)
    const answers = bytes.map((byte) => {
      core.writeUint32(0x18000060, byte)
      return core.readUint32(0x18000060)
    })
    core.writeUint32(0x4001800c, OUTPUT_HIGH)
    return answers
  }
  const OUTPUT_LOW = 2 << 8
  const OUTPUT_HIGH = 3 << 8
  assert.equal(Buffer.from(talk(0x4b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).subarray(5).toString('hex'), 'e660000000000001')
  talk(0x02, 0x10, 0, 0, 0x00)
  assert.equal(chip.flash[0x100000], 0xff, 'not without its permission')
  talk(0x06)
  talk(0x02, 0x10, 0, 0xff, 0xf0, 0x55)
  assert.deepEqual([chip.flash[0x1000ff], chip.flash[0x100000], chip.flash[0x100100]], [0xf0, 0x55, 0xff])
  talk(0x06)
  talk(0x02, 0x10, 0, 0xff, 0x3f)
  assert.equal(chip.flash[0x1000ff], 0x30)
  talk(0x06)
  talk(0x20, 0x10, 0x01, 0x23)
  assert.equal(chip.flash[0x1000ff], 0xff)
  assert.deepEqual(changes.map(([kind]) => kind), ['program', 'program', 'erase'])
})

test('a breakpoint is told with its place', () => {
  const chip = chipWith([ADD_R0, BKPT | 3])
  assert.throws(() => chip.run(MS), (error) => error instanceof EmulationError && /breakpoint 3 at 0x10000002/.test(error.message))
})

test('a UF2 file is read block by block, and others are refused in words', () => {
  const block = Buffer.alloc(512)
  block.writeUInt32LE(0x0a324655, 0)
  block.writeUInt32LE(0x9e5d5157, 4)
  block.writeUInt32LE(0x2000, 8)
  block.writeUInt32LE(FLASH_BASE + 256, 12)
  block.writeUInt32LE(4, 16)
  block.writeUInt32LE(0xe48bff56, 28)
  block.write('abcd', 32)
  block.writeUInt32LE(0x0ab16f30, 508)
  const [{ address, data }] = readUf2(block)
  assert.deepEqual([address, data.toString()], [FLASH_BASE + 256, 'abcd'])
  const spoil = (offset, value) => {
    const other = Buffer.from(block)
    other.writeUInt32LE(value, offset)
    return other
  }
  assert.throws(() => readUf2(Buffer.alloc(0)), MalformedError)
  assert.throws(() => readUf2(block.subarray(1)), MalformedError)
  assert.throws(() => readUf2(spoil(0, 1)), /block 0 is no UF2/)
  assert.throws(() => readUf2(spoil(16, 477)), /477 bytes/)
  assert.throws(() => readUf2(spoil(28, 0xe48bff59)), /no block is for the family 0xe48bff56/)
})
