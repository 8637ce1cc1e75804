// What the tests share: time by hand, and a cable between two hosts.
// SPDX-License-Identifier: Apache-2.0

import { CycleClock } from '../src/chip/clock.mjs'
import { IpHost, repeatableRandom } from '../src/net/host.mjs'

export const MS = 1e6
export const SECOND = 1e9

/** A clock that goes on only when told. */
export class ManualClock extends CycleClock {
  pass(nanos) {
    const end = this.cycles + Math.round(nanos / 8)
    while (this.cycles < end) {
      this.leap(end)
      this.fire()
    }
  }

  /** Lets time go on, with promises settled in between, until one of them is. */
  async until(promise, limitNanos = 120 * SECOND) {
    let isSettled = false
    promise.then(
      () => (isSettled = true),
      () => (isSettled = true),
    )
    for (let passed = 0; !isSettled; passed += MS) {
      if (passed > limitNanos) throw new Error('nothing came of it in time')
      this.pass(MS)
      await null
    }
    return promise
  }
}

/**
 * Two hosts, 10.0.0.1 and 10.0.0.2, on a cable.
 *
 * @param spoil gets (frame, number, direction) and gives the frames that arrive, with a delay in nanoseconds each
 */
export function twoHosts(spoil = (frame) => [[frame, 50e3]]) {
  const clock = new ManualClock()
  const counts = [0, 0]
  const hosts = []
  for (const side of [0, 1]) {
    const send = (frame) => {
      for (const [copy, delay] of spoil(frame, counts[side]++, side)) {
        clock.after(delay, () => hosts[1 - side].receive(copy))
      }
    }
    const mac = Buffer.from([2, 0, 0, 0, 0, side + 1])
    hosts.push(new IpHost({ clock, mac, send, random: repeatableRandom(side + 7) }))
    hosts[side].configure(0x0a000001 + side, 0xffffff00)
  }
  return { clock, a: hosts[0], b: hosts[1] }
}
