// A USB network card: CDC-ECM and CDC-NCM (USB CDC ECM 1.2; USB CDC NCM 1.0).
// SPDX-License-Identifier: Apache-2.0

import { MalformedError } from '../net/bytes.mjs'
import { findCdcFunction, SUBCLASS_ECM, SUBCLASS_NCM } from './descriptors.mjs'
import { getString, setInterface } from './enumerate.mjs'

const CLASS_TO_INTERFACE = 0x21
const CLASS_FROM_INTERFACE = 0xa1
const SET_PACKET_FILTER = 0x43
const GET_NTB_PARAMETERS = 0x80
const SET_NTB_INPUT_SIZE = 0x86
const SET_NTB_FORMAT = 0x84
/** Directed, broadcast and multicast frames (USB CDC ECM 1.2, table 8). */
const FILTER = 0x0c | 0x02
const NOTIFY_CONNECTION = 0x00
const NOTIFY_SPEED = 0x2a
const NTH16 = 0x484d434e
const NDP16 = 0x304d434e
const NTH_BYTES = 12
const NDP_BYTES = 16

/** The frames in an NTB of 16-bit offsets. */
export function readNtb(ntb) {
  const fail = (what) => {
    throw new MalformedError(`an NTB with ${what}`)
  }
  if (ntb.length < NTH_BYTES || ntb.readUInt32LE(0) !== NTH16) fail('no header')
  const blockLength = ntb.readUInt16LE(8)
  if (blockLength > ntb.length) fail(`${blockLength} bytes that brings ${ntb.length}`)
  const frames = []
  let at = ntb.readUInt16LE(10)
  for (let tables = 0; at !== 0; tables++) {
    if (tables === 32) fail('tables in a circle')
    if (at + NDP_BYTES > ntb.length || ntb.readUInt32LE(at) !== NDP16) fail(`no table at ${at}`)
    const end = at + ntb.readUInt16LE(at + 4)
    for (let entry = at + 8; entry + 4 <= Math.min(end, ntb.length); entry += 4) {
      const index = ntb.readUInt16LE(entry)
      const length = ntb.readUInt16LE(entry + 2)
      if (index === 0 || length === 0) break
      if (index + length > ntb.length) fail(`a frame behind its end`)
      frames.push(Buffer.from(ntb.subarray(index, index + length)))
    }
    at = ntb.readUInt16LE(at + 6)
  }
  return frames
}

/** An NTB with one frame, placed as `parameters` (of readNtbParameters) ask for. */
export function writeNtb(frame, sequence, parameters) {
  const { divisor, remainder, alignment } = parameters
  const table = Math.ceil(NTH_BYTES / alignment) * alignment
  let place = table + NDP_BYTES
  while (place % divisor !== remainder) place += 1
  const ntb = Buffer.alloc(place + frame.length)
  ntb.writeUInt32LE(NTH16, 0)
  ntb.writeUInt16LE(NTH_BYTES, 4)
  ntb.writeUInt16LE(sequence & 0xffff, 6)
  ntb.writeUInt16LE(ntb.length, 8)
  ntb.writeUInt16LE(table, 10)
  ntb.writeUInt32LE(NDP16, table)
  ntb.writeUInt16LE(NDP_BYTES, table + 4)
  ntb.writeUInt16LE(place, table + 8)
  ntb.writeUInt16LE(frame.length, table + 10)
  ntb.set(frame, place)
  return ntb
}

/** What a device asks of NTBs (USB CDC NCM 1.0, table 6-3). */
export function readNtbParameters(bytes) {
  if (bytes.length < 28) throw new MalformedError(`NTB parameters in ${bytes.length} bytes`)
  return {
    formats: bytes.readUInt16LE(2),
    inputBytes: bytes.readUInt32LE(4),
    outputBytes: bytes.readUInt32LE(16),
    divisor: bytes.readUInt16LE(20),
    remainder: bytes.readUInt16LE(22),
    alignment: bytes.readUInt16LE(24),
  }
}

/** Puts packets together to transfers, which a short one ends. */
function transfers(maxPacket, receive) {
  let parts = []
  return (packet) => {
    parts.push(packet)
    if (packet.length === maxPacket) return
    const whole = Buffer.concat(parts)
    parts = []
    if (whole.length > 0) receive(whole)
  }
}

/**
 * A network card on the bus.
 *
 *     onFrame(frame)          a frame came
 *     onConnection(isUp)      the device tells that its cable is in or out
 */
export class CdcEthernet {
  onFrame
  onConnection
  /** 'ecm' or 'ncm' */
  kind
  /** The address that the device gives the host, six bytes. */
  mac
  /** Speeds that the device told, in bits a second: {down, up}. */
  speeds
  /** Frames that could not be sent. */
  dropped = 0

  #host
  #function
  #out
  #in
  #sequence = 0
  #parameters
  #padding

  /** @param padding what follows a transfer that fills its last packet: 'zero' bytes, as on macOS, or a 'byte', as on Linux */
  constructor(host, padding = 'byte') {
    this.#host = host
    this.#padding = padding
  }

  /** Takes the card of a device that is enumerated; a promise of whether there is one. */
  async bind(configuration) {
    const ecm = findCdcFunction(configuration, SUBCLASS_ECM)
    this.#function = ecm ?? findCdcFunction(configuration, SUBCLASS_NCM)
    if (!this.#function) return false
    this.kind = ecm ? 'ecm' : 'ncm'
    const { control, data, cdc } = this.#function
    this.mac = Buffer.from(await getString(this.#host, cdc.ethernet.macString), 'hex')
    if (this.mac.length !== 6) throw new MalformedError(`a MAC address of ${this.mac.length} bytes`)
    const notices = control.endpoints.find((endpoint) => endpoint.isIn)
    this.#host.read(notices, transfers(notices.maxPacket, (notice) => this.#notified(notice)))
    if (this.kind === 'ncm') await this.#setUpNcm(control.number)
    await setInterface(this.#host, data)
    this.#open(data)
    await this.#request(SET_PACKET_FILTER, control.number, FILTER)
    return true
  }

  #request(request, index, value, data) {
    return this.#host.control({ type: CLASS_TO_INTERFACE, request, value, index, data })
  }

  async #setUpNcm(index) {
    const type = CLASS_FROM_INTERFACE
    const bytes = await this.#host.control({ type, request: GET_NTB_PARAMETERS, index, length: 28 })
    this.#parameters = readNtbParameters(bytes)
    await setInterface(this.#host, { number: this.#function.data.number, alternate: 0 })
    if (this.#parameters.formats & 2) await this.#request(SET_NTB_FORMAT, index, 0)
    const size = Buffer.alloc(4)
    size.writeUInt32LE(this.#parameters.inputBytes, 0)
    await this.#request(SET_NTB_INPUT_SIZE, index, 0, size)
  }

  #open(data) {
    const bulkIn = data.endpoints.find((endpoint) => endpoint.isIn)
    const bulkOut = data.endpoints.find((endpoint) => !endpoint.isIn)
    this.#out = this.#host.open(bulkOut)
    const receive = transfers(bulkIn.maxPacket, (whole) => this.#received(whole))
    this.#in = this.#host.read(bulkIn, receive)
  }

  #received(whole) {
    const frames = this.kind === 'ecm' ? [whole] : readNtb(whole)
    for (const frame of frames) this.onFrame?.(frame)
  }

  #notified(notice) {
    if (notice.length < 8) throw new MalformedError(`a notification of ${notice.length} bytes`)
    if (notice[1] === NOTIFY_CONNECTION) this.onConnection?.(notice.readUInt16LE(2) === 1)
    if (notice[1] === NOTIFY_SPEED && notice.length >= 16) {
      this.speeds = { down: notice.readUInt32LE(8), up: notice.readUInt32LE(12) }
    }
  }

  /** Sends a frame; one that the cable does not take any more is counted and dropped, as on any cable. */
  send(frame) {
    const transfer = this.kind === 'ecm' ? frame : writeNtb(frame, this.#sequence++, this.#parameters)
    const isFull = transfer.length % this.#out.maxPacket === 0
    const padded = isFull && this.#padding === 'byte' ? Buffer.concat([transfer, Buffer.alloc(1)]) : transfer
    this.#host.write(this.#out, padded, isFull && this.#padding === 'zero').catch(() => {
      this.dropped += 1
    })
  }

  /** Stops reading frames, until go(). */
  pause() {
    this.#host.pause(this.#in)
  }

  go() {
    this.#host.go(this.#in)
  }
}
