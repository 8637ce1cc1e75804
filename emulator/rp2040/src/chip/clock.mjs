// Emulated time: the processor's cycles, and alarms on them.
// SPDX-License-Identifier: Apache-2.0

/** The processor's clock, as a Pico's boot code sets it. */
export const CYCLES_PER_SECOND = 125e6
const NANOS_PER_CYCLE = 1e9 / CYCLES_PER_SECOND

class Alarm {
  cycle = Infinity

  constructor(clock, callback) {
    this.clock = clock
    this.callback = callback
  }

  /** As rp2040js asks for: in so many nanoseconds, instead of what was scheduled before. */
  schedule(nanos) {
    this.cancel()
    this.cycle = this.clock.cycles + Math.max(1, Math.ceil(nanos / NANOS_PER_CYCLE))
    this.clock.insert(this)
  }

  cancel() {
    this.clock.remove(this)
    this.cycle = Infinity
  }
}

/**
 * Time that goes on with the processor's cycles, or by leaps while it sleeps. The interface of rp2040js's clocks:
 * `nanos`, `micros`, `createAlarm`.
 */
export class CycleClock {
  frequency = CYCLES_PER_SECOND
  /** What counts cycles: an object with `cycles`. Its count may begin anew; see `attach`. */
  counter = { cycles: 0 }
  /** The count of `counter` at which the next alarm is due. */
  due = Infinity

  #base = 0
  #alarms = []

  /** Cycles since the beginning, those that were slept through too. */
  get cycles() {
    return this.#base + this.counter.cycles
  }

  get nanos() {
    return this.cycles * NANOS_PER_CYCLE
  }

  get micros() {
    return this.nanos / 1000
  }

  /** Goes on with another counter from the same time. */
  attach(counter) {
    this.#base = this.cycles - counter.cycles
    this.counter = counter
    this.#setDue()
  }

  createAlarm(callback) {
    return new Alarm(this, callback)
  }

  /** Calls back once, in so many nanoseconds; gives the alarm, which can be cancelled. */
  after(nanos, callback) {
    const alarm = new Alarm(this, callback)
    alarm.schedule(nanos)
    return alarm
  }

  /** A promise of so many nanoseconds of emulated time. */
  sleep(nanos) {
    return new Promise((resolve) => this.after(nanos, resolve))
  }

  insert(alarm) {
    const alarms = this.#alarms
    let at = alarms.length
    while (at > 0 && alarms[at - 1].cycle > alarm.cycle) at -= 1
    alarms.splice(at, 0, alarm)
    if (at === 0) this.#setDue()
  }

  remove(alarm) {
    const at = this.#alarms.indexOf(alarm)
    if (at < 0) return
    this.#alarms.splice(at, 1)
    if (at === 0) this.#setDue()
  }

  #setDue() {
    this.due = this.#alarms.length > 0 ? this.#alarms[0].cycle - this.#base : Infinity
  }

  /** Lets time leap to the next alarm, or to a cycle if that comes first. */
  leap(cycle) {
    const next = this.#alarms.length > 0 ? Math.min(this.#alarms[0].cycle, cycle) : cycle
    if (next > this.cycles) this.#base += next - this.cycles
    this.#setDue()
  }

  /** Calls what is due. */
  fire() {
    while (this.#alarms.length > 0 && this.#alarms[0].cycle <= this.cycles) {
      const alarm = this.#alarms.shift()
      this.#setDue()
      alarm.cycle = Infinity
      alarm.callback()
    }
  }
}

/**
 * What one life of a chip sees of the clock: with its end all of its alarms are gone, whoever still holds them.
 */
export class ClockOfOneLife {
  #isOver = false

  constructor(clock) {
    this.clock = clock
    this.frequency = clock.frequency
  }

  get cycles() {
    return this.clock.cycles
  }

  get nanos() {
    return this.clock.nanos
  }

  get micros() {
    return this.clock.micros
  }

  createAlarm(callback) {
    return this.clock.createAlarm(() => {
      if (!this.#isOver) callback()
    })
  }

  end() {
    this.#isOver = true
  }
}
