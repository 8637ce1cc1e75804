// A USB serial console: CDC-ACM (USB PSTN 1.2).
// SPDX-License-Identifier: Apache-2.0

import { findCdcFunction, SUBCLASS_ACM } from './descriptors.mjs'

const CLASS_TO_INTERFACE = 0x21
const SET_LINE_CODING = 0x20
const SET_CONTROL_LINE_STATE = 0x22
const DTR_AND_RTS = 3
const BAUD = 115200

/** A console on the bus. `onLine(text)` gets each line without its end. */
export class CdcAcm {
  onLine

  #host
  #out
  #in
  #text = ''

  constructor(host) {
    this.#host = host
  }

  /** Opens the console of a device that is enumerated, as a terminal program does; a promise of whether there is one. */
  async bind(configuration) {
    const found = findCdcFunction(configuration, SUBCLASS_ACM)
    if (!found) return false
    this.#in = this.#host.read(
      found.data.endpoints.find((endpoint) => endpoint.isIn),
      (packet) => this.#received(packet),
    )
    this.#out = this.#host.open(found.data.endpoints.find((endpoint) => !endpoint.isIn))
    const coding = Buffer.alloc(7)
    coding.writeUInt32LE(BAUD, 0)
    coding[6] = 8
    const index = found.control.number
    await this.#host.control({ type: CLASS_TO_INTERFACE, request: SET_LINE_CODING, index, data: coding })
    await this.#host.control({ type: CLASS_TO_INTERFACE, request: SET_CONTROL_LINE_STATE, value: DTR_AND_RTS, index })
    return true
  }

  #received(packet) {
    const lines = (this.#text + packet.toString('latin1')).split('\n')
    this.#text = lines.pop()
    for (const line of lines) this.onLine?.(Buffer.from(line.replace(/\r$/, ''), 'latin1').toString('utf8'))
  }

  /** Types something. */
  write(text) {
    return this.#host.write(this.#out, Buffer.from(text))
  }

  /** Stops reading, until go(). */
  pause() {
    this.#host.pause(this.#in)
  }

  go() {
    this.#host.go(this.#in)
  }
}
