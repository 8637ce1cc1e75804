// The USB host against the controller, with a small device behind its registers.
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsbController } from '../src/chip/usb-controller.mjs'
import { MalformedError } from '../src/net/bytes.mjs'
import { repeatableRandom } from '../src/net/host.mjs'
import { readNtb, readNtbParameters, writeNtb } from '../src/usb/cdc-ethernet.mjs'
import { findCdcFunction, readConfiguration, readDevice, readString, SUBCLASS_ACM, SUBCLASS_ECM } from '../src/usb/descriptors.mjs'
import { enumerate, getDescriptor } from '../src/usb/enumerate.mjs'
import { StallError, TransferError, UsbHost } from '../src/usb/host.mjs'
import { ManualClock, MS } from './support.mjs'

const DEVICE = Buffer.from('12010002ef020140e9ca0180000101020301', 'hex')
/** A network card of CDC-ECM, without a console. */
const CONFIGURATION = Buffer.from(
  [
    '09024f0002010080fa',
    '080b000202060000',
    '090400000102060000',
    '0524001001',
    '0524060001',
    '0d240f0400000000ea05000000',
    '070581031000 0a',
    '09040100000a000000',
    '09040101020a000000',
    '07058202400000',
    '07050202400000',
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
)
CONFIGURATION.writeUInt16LE(CONFIGURATION.length, 2)

function stringDescriptor(text) {
  const bytes = Buffer.from(text, 'utf16le')
  return Buffer.concat([Buffer.from([bytes.length + 2, 3]), bytes])
}

const AVAILABLE = 1 << 10
const FULL = 1 << 15
const DATA1 = 1 << 13
const STALL = 1 << 11

/** A device as a driver makes it: it answers control requests, and sends back on endpoint 2 what comes there. */
class Device {
  #toggles = {}
  #pendingIn
  #address
  isRaised = false
  got = []

  constructor() {
    this.controller = new UsbController((isOn) => (this.isRaised = isOn))
    this.controller.write(0x90, 0x1f010 | (1 << 12)) // INTE
    this.controller.write(0x4c, (1 << 29) | (1 << 16)) // SIE_CTRL: interrupt on endpoint 0, pull-up
    this.controller.write(0x40, 1) // MAIN_CTRL
    this.controller.dpram.setUint32(0x10, 0xa0000000 | 0x180, true) // endpoint 2 in
    this.controller.dpram.setUint32(0x14, 0xa0000000 | 0x1c0, true) // endpoint 2 out
  }

  arm(endpoint, isOut, bits, data) {
    const { dpram } = this.controller
    const place = endpoint === 0 ? 0x100 : isOut ? 0x1c0 : 0x180
    if (data) new Uint8Array(dpram.buffer).set(data, place)
    const key = `${endpoint}${isOut}`
    const toggle = (this.#toggles[key] ??= 0)
    this.#toggles[key] ^= 1
    const offset = 0x80 + 8 * endpoint + (isOut ? 4 : 0)
    dpram.setUint32(offset, bits | (data ? data.length | FULL : isOut ? 64 : FULL) | (toggle ? DATA1 : 0) | AVAILABLE, true)
    this.controller.dpramWritten(offset)
  }

  /** What its interrupt handler does. */
  handle() {
    const status = this.controller.read(0x98)
    if (status & (1 << 12)) {
      this.controller.write(0x50, 0, 1 << 19)
      this.controller.write(0x00, 0)
    }
    if (status & (1 << 4)) {
      const buffers = this.controller.read(0x58)
      this.controller.write(0x58, 0, buffers)
      if (buffers & 1) this.#sent()
      if (buffers & (1 << 5)) this.#received()
      if (buffers & (1 << 4)) this.arm(2, true, 0)
    }
    if (status & (1 << 16)) {
      this.controller.write(0x50, 0, 1 << 17)
      this.#setup(Buffer.from(this.controller.dpram.buffer.slice(0, 8)))
    }
  }

  #setup(setup) {
    this.#toggles['0true'] = this.#toggles['0false'] = 1
    const value = setup.readUInt16LE(2)
    const length = setup.readUInt16LE(6)
    if (setup[0] === 0x80 && setup[1] === 6) {
      const data = { 0x100: DEVICE, 0x200: CONFIGURATION, 0x300: Buffer.from([4, 3, 9, 4]) }[value] ?? (value >> 8 === 3 ? stringDescriptor(`text ${value & 0xff}`) : undefined)
      if (!data) {
        this.controller.write(0x68, 1) // EP_STALL_ARM
        this.controller.dpram.setUint32(0x80, STALL, true)
        this.controller.dpramWritten(0x80)
        return
      }
      this.#pendingIn = data.subarray(0, length)
      this.#next()
    } else {
      if (setup[1] === 5) this.#address = value
      this.#pendingIn = undefined
      this.arm(0, false, 0, Buffer.alloc(0))
    }
  }

  #next() {
    const packet = this.#pendingIn.subarray(0, 64)
    this.#pendingIn = this.#pendingIn.subarray(64)
    this.arm(0, false, 0, packet)
  }

  #sent() {
    if (this.#pendingIn?.length > 0) this.#next()
    else if (this.#pendingIn) this.arm(0, true, 0)
    if (this.#address !== undefined) this.controller.write(0, this.#address)
    this.#address = undefined
  }

  #received() {
    const { dpram } = this.controller
    const length = dpram.getUint32(0x94, true) & 0x3ff
    const data = Buffer.from(dpram.buffer.slice(0x1c0, 0x1c0 + length))
    this.got.push(data)
    this.arm(2, false, 0, data) // and it takes more when this is gone
  }
}

/** A host and a device on a cable, in a time in which the device is never quite at once. */
function onACable() {
  const clock = new ManualClock()
  const device = new Device()
  const host = new UsbHost(device.controller, clock)
  const serve = () => {
    if (device.isRaised) device.handle()
    clock.after(130e3, serve)
  }
  serve()
  return { clock, device, host }
}

test('descriptors are read field by field', () => {
  const device = readDevice(DEVICE)
  assert.deepEqual([device.usbVersion, device.class, device.maxPacket0, device.vendor, device.product], [0x200, 0xef, 64, 0xcae9, 0x8001])
  const configuration = readConfiguration(CONFIGURATION)
  assert.equal(configuration.maxPowerMa, 500)
  assert.deepEqual(configuration.associations, [{ first: 0, count: 2, class: 2, subclass: 6, protocol: 0, string: 0 }])
  const { control, data, cdc } = findCdcFunction(configuration, SUBCLASS_ECM)
  assert.deepEqual([control.number, data.number, data.alternate], [0, 1, 1])
  assert.deepEqual(cdc.ethernet, { macString: 4, statistics: 0, maxSegment: 1514, multicastFilters: 0, powerFilters: 0 })
  assert.deepEqual(data.endpoints.map((one) => [one.address, one.type, one.maxPacket]), [[0x82, 'bulk', 64], [2, 'bulk', 64]])
  assert.equal(findCdcFunction(configuration, SUBCLASS_ACM), undefined)
  assert.equal(readString(stringDescriptor('isère')), 'isère')
})

test('descriptors that contradict themselves are refused', () => {
  const spoil = (at, value) => {
    const other = Buffer.from(CONFIGURATION)
    other[at] = value
    return other
  }
  for (const [bytes, message] of [
    [spoil(2, 1), /says 1 bytes and brings/],
    [spoil(4, 3), /2 interfaces where the configuration says 3/],
    [spoil(21, 2), /interface 0 has 1 endpoints and says 2/],
    [spoil(9, 0), /a descriptor of 0 bytes/],
    [spoil(1, 7), /type 7/],
  ]) {
    assert.throws(() => readConfiguration(bytes), message)
  }
  const random = repeatableRandom(2)
  for (let round = 0; round < 3000; round++) {
    const other = spoil(random() % CONFIGURATION.length, random() & 0xff)
    try {
      const read = readConfiguration(other.subarray(0, random() % 8 === 0 ? random() % other.length : other.length))
      findCdcFunction(read, SUBCLASS_ECM)
    } catch (error) {
      assert.ok(error instanceof MalformedError, error.stack)
    }
  }
})

test('a device is found, addressed, read and configured', async () => {
  const { clock, host, device } = onACable()
  await clock.until(host.attach())
  const found = await clock.until(enumerate(host, 42))
  assert.deepEqual(found.strings, { manufacturer: 'text 1', product: 'text 2', serial: 'text 3', configuration: undefined })
  assert.ok(found.refusesQualifier)
  assert.ok(found.configurationBytes.equals(CONFIGURATION))
  assert.equal(device.controller.address, 42)
  assert.ok(host.counts.naks > 0, 'a device that takes its time says NAK')
})

test('bulk bytes go there and back with both toggles, and a repeated packet is dropped', async () => {
  const { clock, host, device } = onACable()
  await clock.until(host.attach())
  const back = []
  host.read({ number: 2, maxPacket: 64 }, (packet) => back.push(packet))
  const out = host.open({ number: 2, maxPacket: 64 })
  device.arm(2, true, 0)
  const sent = Buffer.from(Array.from({ length: 300 }, (_, i) => i & 0xff))
  await clock.until(host.write(out, sent))
  await clock.until(host.write(out, sent.subarray(0, 128), true))
  clock.pass(5 * MS)
  assert.deepEqual(device.got.map((one) => one.length), [64, 64, 64, 64, 44, 64, 64, 0])
  assert.ok(Buffer.concat(back).equals(Buffer.concat([sent, sent.subarray(0, 128)])))
  out.toggle ^= 1
  const before = device.got.length
  await clock.until(host.write(out, Buffer.from('twice')))
  clock.pass(MS)
  assert.equal(device.got.length, before)
  assert.ok(device.controller.read(0x50) & (1 << 31), 'the controller tells of it')
})

test('a stalled control request fails alone, an unanswered one in time', async () => {
  const { clock, host, device } = onACable()
  await clock.until(host.attach())
  await assert.rejects(clock.until(getDescriptor(host, 6, 0, 10)), StallError)
  assert.equal((await clock.until(getDescriptor(host, 1, 0, 18))).length, 18)
  device.handle = () => {}
  await assert.rejects(clock.until(getDescriptor(host, 1, 0, 18)), TransferError)
})

test('a reset fails what is under way, and a pulled cable too', async () => {
  const { clock, host, device } = onACable()
  await clock.until(host.attach())
  const out = host.open({ number: 2, maxPacket: 64 })
  const write = host.write(out, Buffer.from('nobody takes this'))
  clock.pass(MS)
  await Promise.all([assert.rejects(write, /the bus was reset/), clock.until(host.reset())])
  const request = host.control({ type: 0x80, request: 6, value: 0x100, length: 18 })
  host.detach()
  await assert.rejects(request, /the cable was pulled/)
  await assert.rejects(host.write(out, Buffer.from('x')), /closed/)
  assert.equal(device.controller.read(0x50) & 1, 0, 'no power')
})

test('a bus without frames suspends the device after 3 ms, and resume wakes it', async () => {
  const { clock, host, device } = onACable()
  await clock.until(host.attach())
  const SUSPENDED = 1 << 4
  host.suspend()
  clock.pass(2 * MS)
  assert.equal(device.controller.read(0x50) & SUSPENDED, 0)
  clock.pass(2 * MS)
  assert.equal(device.controller.read(0x50) & SUSPENDED, SUSPENDED)
  assert.ok(device.controller.read(0x8c) & (1 << 14))
  const request = host.control({ type: 0x80, request: 6, value: 0x100, length: 18 })
  clock.pass(50 * MS)
  const resumed = host.resume()
  assert.equal(device.controller.read(0x50) & SUSPENDED, 0)
  assert.ok(device.controller.read(0x8c) & (1 << 15))
  await clock.until(resumed)
  assert.equal((await clock.until(request)).length, 18)
})

test('frames go through NTBs, and NTBs that lie are refused', () => {
  const parameters = readNtbParameters(Buffer.from('1c000100000800000400000004000000000800000400000004000000', 'hex'))
  assert.deepEqual([parameters.inputBytes, parameters.divisor, parameters.alignment], [2048, 4, 4])
  for (const length of [14, 60, 1514]) {
    const frame = Buffer.alloc(length, length & 0xff)
    const ntb = writeNtb(frame, 7, parameters)
    assert.deepEqual(readNtb(ntb), [frame])
    assert.throws(() => readNtb(ntb.subarray(0, ntb.length - 1)), MalformedError)
  }
  const random = repeatableRandom(4)
  const ntb = writeNtb(Buffer.alloc(60), 7, parameters)
  for (let round = 0; round < 3000; round++) {
    const other = Buffer.from(ntb)
    other[random() % 30] = random() & 0xff
    try {
      readNtb(other)
    } catch (error) {
      assert.ok(error instanceof MalformedError, error.stack)
    }
  }
})
