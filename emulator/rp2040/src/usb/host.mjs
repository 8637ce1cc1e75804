// A USB host for one full-speed device: the bus with its frames, and transfers made of transactions (USB 2.0, 5, 8, 9).
//
// One transaction is on the bus at a time and takes as long as its bits. An endpoint that answers NAK is asked again
// when its controller has something new, not over and over; interrupt endpoints are asked in the same way.
//
// SPDX-License-Identifier: Apache-2.0

const US = 1e3
const MS = 1e6
const BITS_PER_US = 12
/** Sync, token, CRCs, handshake and the gaps between them, as bytes. */
const OVERHEAD_BYTES = 16
const SETTLE = 100 * MS
const RESET = 15 * MS
const RECOVERY = 10 * MS
const ADDRESS_RECOVERY = 2 * MS
const IDLE_TO_SUSPEND = 3 * MS
const RESUME_SIGNAL = 20 * MS
const CONTROL_TIMEOUT = 5000 * MS
const TRIES = 3

/** The device has refused the request or halted the endpoint. */
export class StallError extends Error {}
/** The transfer came to no end: no answer, the bus was reset, or the cable pulled. */
export class TransferError extends Error {}

class Pipe {
  isWaiting = false // for its controller: the last answer was NAK
  isPaused = false
  errors = 0
  toggle = 0

  constructor(endpoint, isOut, maxPacket) {
    this.endpoint = endpoint
    this.isOut = isOut
    this.maxPacket = maxPacket
  }
}

/** Reads an endpoint all the time. */
class InPipe extends Pipe {
  constructor(endpoint, maxPacket, receive) {
    super(endpoint, false, maxPacket)
    this.receive = receive
  }

  get hasWork() {
    return true
  }

  get bytes() {
    return this.maxPacket
  }

  run(controller, address) {
    const result = controller.in(address, this.endpoint)
    if (typeof result === 'string') return result
    const isNew = result.toggle === this.toggle
    if (isNew) {
      this.toggle ^= 1
      this.receive(result.data)
    }
    return 'ack'
  }

  fail() {}
}

/** Writes transfers one after the other. */
class OutPipe extends Pipe {
  queue = [] // {bytes, at, withZero, resolve, reject}

  constructor(endpoint, maxPacket) {
    super(endpoint, true, maxPacket)
  }

  get hasWork() {
    return this.queue.length > 0
  }

  get bytes() {
    return Math.min(this.maxPacket, this.queue[0].bytes.length - this.queue[0].at)
  }

  run(controller, address) {
    const transfer = this.queue[0]
    const packet = transfer.bytes.subarray(transfer.at, transfer.at + this.maxPacket)
    const result = controller.out(address, this.endpoint, packet, this.toggle)
    if (result !== 'ack') return result
    this.toggle ^= 1
    transfer.at += packet.length
    const isShort = packet.length < this.maxPacket
    if (isShort || (transfer.at === transfer.bytes.length && !transfer.withZero)) {
      this.queue.shift()
      transfer.resolve()
    }
    return 'ack'
  }

  fail(error) {
    for (const transfer of this.queue.splice(0)) transfer.reject(error)
  }
}

/** The stages of control transfers: USB 2.0, section 8.5.3. */
class ControlPipe extends Pipe {
  queue = [] // {setup, data, isIn, length, stage, at, got, resolve, reject}

  constructor() {
    super(0, false, 64)
  }

  get hasWork() {
    return this.queue.length > 0
  }

  get bytes() {
    return this.maxPacket
  }

  run(controller, address) {
    const transfer = this.queue[0]
    if (transfer.stage === 'setup') return this.#setup(controller, address, transfer)
    if (transfer.stage === 'data') return this.#data(controller, address, transfer)
    return this.#status(controller, address, transfer)
  }

  /** Waiting ends with a buffer of the direction that the stage waits for, whatever `isOut` says of the pipe. */
  #goTo(transfer, stage) {
    transfer.stage = stage
    this.isOut = stage === 'data' ? !transfer.isIn : transfer.isIn && transfer.length > 0
  }

  #setup(controller, address, transfer) {
    const result = controller.setup(address, transfer.setup)
    if (result === 'ack') {
      this.toggle = 1
      this.#goTo(transfer, transfer.length > 0 ? 'data' : 'status')
    }
    return result
  }

  #data(controller, address, transfer) {
    if (!transfer.isIn) {
      const packet = transfer.data.subarray(transfer.at, transfer.at + this.maxPacket)
      const result = controller.out(address, 0, packet, this.toggle)
      if (result !== 'ack') return result
      this.toggle ^= 1
      transfer.at += packet.length
      if (transfer.at === transfer.data.length) this.#goTo(transfer, 'status')
      return result
    }
    const result = controller.in(address, 0)
    if (typeof result === 'string') return result
    if (result.toggle === this.toggle) {
      this.toggle ^= 1
      transfer.got.push(result.data)
      transfer.at += result.data.length
      if (result.data.length < this.maxPacket || transfer.at >= transfer.length) this.#goTo(transfer, 'status')
    }
    return 'ack'
  }

  #status(controller, address, transfer) {
    const result = this.isOut ? controller.out(address, 0, Buffer.alloc(0), 1) : controller.in(address, 0)
    if (typeof result === 'string' && result !== 'ack') return result
    this.queue.shift()
    transfer.resolve(Buffer.concat(transfer.got))
    return 'ack'
  }

  fail(error) {
    for (const transfer of this.queue.splice(0)) transfer.reject(error)
  }

  /** A stall ends the one transfer; the endpoint goes on (USB 2.0, section 8.5.3.4). */
  stall(error) {
    this.queue.shift().reject(error)
  }
}

/**
 * The host. Counts of what was on the bus are in `counts`.
 */
export class UsbHost {
  address = 0
  counts = { transactions: 0, naks: 0, stalls: 0, lost: 0, bytesIn: 0, bytesOut: 0 }

  #controller
  #clock
  #control = new ControlPipe()
  #pipes = [this.#control]
  #next = 0
  #isBusy = false
  #runs = false
  #frame = 0
  #frameAlarm
  #idleAlarm
  #generation = 0
  #pullUp

  /**
   * @param controller a UsbController
   * @param clock with `after` and `sleep`
   */
  constructor(controller, clock) {
    this.#controller = controller
    this.#clock = clock
    controller.onReady = (endpoint, isOut) => this.#ready(endpoint, isOut)
    controller.onPullUp = (isOn) => this.#pulled(isOn)
  }

  // --- cable and bus ------------------------------------------------------------------------------------------------

  /** Called when the device goes away by itself, as it does when it starts anew. */
  onGone

  #pulled(isOn) {
    if (isOn) {
      this.#pullUp?.()
      this.#pullUp = undefined
    } else if (this.#runs) {
      this.#stop('the device has left the bus')
      this.onGone?.()
    }
  }

  /** Plugs the cable in; a promise of the device having shown itself and been reset. */
  async attach() {
    this.#controller.setCable(true)
    if (!this.#controller.isPulledUp) {
      await new Promise((resolve) => {
        this.#pullUp = resolve
      })
    }
    await this.#clock.sleep(SETTLE)
    await this.reset()
  }

  /** Pulls the cable out. */
  detach() {
    this.#stop('the cable was pulled')
    this.#controller.setCable(false)
    this.#idle()
  }

  /** Resets the bus: all transfers fail, and the device has address 0. */
  async reset() {
    this.#stop('the bus was reset')
    this.#controller.busReset()
    await this.#clock.sleep(RESET)
    this.#start()
    await this.#clock.sleep(RECOVERY)
  }

  /** Stops frames and transactions; the device notices after 3 ms. Transfers wait. */
  suspend() {
    this.#runs = false
    this.#frameAlarm?.cancel()
    this.#idle()
  }

  async resume() {
    this.#idleAlarm?.cancel()
    this.#controller.resume()
    await this.#clock.sleep(RESUME_SIGNAL)
    this.#runs = true
    this.#startFrames()
    this.#pump()
  }

  #idle() {
    this.#idleAlarm?.cancel()
    this.#idleAlarm = this.#clock.after(IDLE_TO_SUSPEND, () => this.#controller.setSuspended(true))
  }

  #start() {
    this.#idleAlarm?.cancel()
    this.#runs = true
    this.#startFrames()
  }

  #startFrames() {
    this.#frameAlarm?.cancel()
    const frame = () => {
      this.#frame = (this.#frame + 1) & 0x7ff
      this.#controller.startOfFrame(this.#frame)
      this.#frameAlarm = this.#clock.after(MS, frame)
    }
    frame()
  }

  #stop(reason) {
    this.#runs = false
    this.#generation += 1
    this.#isBusy = false
    this.#frameAlarm?.cancel()
    this.address = 0
    const pipes = this.#pipes
    this.#control.isWaiting = false
    this.#pipes = [this.#control]
    for (const pipe of pipes) pipe.fail(new TransferError(reason))
  }

  // --- transactions -------------------------------------------------------------------------------------------------

  #ready(endpoint, isOut) {
    for (const pipe of this.#pipes) {
      if (pipe.endpoint === endpoint && pipe.isOut === isOut) pipe.isWaiting = false
    }
    this.#pump()
  }

  #choose() {
    for (let i = 0; i < this.#pipes.length; i++) {
      const pipe = this.#pipes[(this.#next + i) % this.#pipes.length]
      if (pipe.hasWork && !pipe.isWaiting && !pipe.isPaused) {
        this.#next = (this.#next + i + 1) % this.#pipes.length
        return pipe
      }
    }
    return undefined
  }

  #pump() {
    if (this.#isBusy || !this.#runs) return
    const pipe = this.#choose()
    if (!pipe) return
    this.#isBusy = true
    const generation = this.#generation
    const nanos = ((pipe.bytes + OVERHEAD_BYTES) * 8 * US) / BITS_PER_US
    this.#clock.after(nanos, () => {
      if (generation !== this.#generation) return
      this.#isBusy = false
      if (this.#runs) this.#transact(pipe)
      this.#pump()
    })
  }

  #transact(pipe) {
    this.counts.transactions += 1
    const result = pipe.run(this.#controller, this.address)
    if (result === 'nak') {
      this.counts.naks += 1
      pipe.isWaiting = true
    } else if (result === 'stall') {
      this.counts.stalls += 1
      this.#stalled(pipe)
    } else if (result === 'none') {
      this.#lost(pipe)
    } else {
      pipe.errors = 0
    }
  }

  #stalled(pipe) {
    const error = new StallError(`endpoint ${pipe.endpoint} ${pipe.isOut ? 'out' : 'in'} stalls`)
    if (pipe === this.#control) return pipe.stall(error)
    pipe.isPaused = true
    pipe.fail(error)
  }

  #lost(pipe) {
    this.counts.lost += 1
    pipe.errors += 1
    if (pipe.errors < TRIES) return
    pipe.errors = 0
    const error = new TransferError(`no answer from endpoint ${pipe.endpoint}`)
    if (pipe === this.#control) return pipe.queue.shift().reject(error)
    pipe.isPaused = true
    pipe.fail(error)
  }

  // --- transfers ----------------------------------------------------------------------------------------------------

  /** The packet size of endpoint 0, known from the first eight bytes of the device descriptor. */
  setMaxPacket0(bytes) {
    this.#control.maxPacket = bytes
  }

  /**
   * A control transfer.
   *
   * @param type bmRequestType: bit 7 set to read
   * @param length how much to read at most
   * @param data what to write
   * @return a promise of what was read; it fails with a StallError or a TransferError
   */
  control({ type, request, value = 0, index = 0, length = 0, data = Buffer.alloc(0) }) {
    const isIn = (type & 0x80) !== 0
    const setup = Buffer.alloc(8)
    setup[0] = type
    setup[1] = request
    setup.writeUInt16LE(value, 2)
    setup.writeUInt16LE(index, 4)
    setup.writeUInt16LE(isIn ? length : data.length, 6)
    return new Promise((resolve, reject) => {
      const transfer = { setup, data, isIn, length: isIn ? length : data.length, stage: 'setup', at: 0, got: [] }
      const alarm = this.#clock.after(CONTROL_TIMEOUT, () => this.#giveUp(transfer))
      const settle = (then) => (result) => {
        alarm.cancel()
        then(result)
      }
      Object.assign(transfer, { resolve: settle(resolve), reject: settle(reject) })
      this.#control.queue.push(transfer)
      this.#control.isWaiting = this.#control.queue.length > 1 && this.#control.isWaiting
      this.#pump()
    })
  }

  #giveUp(transfer) {
    const queue = this.#control.queue
    const at = queue.indexOf(transfer)
    if (at < 0) return
    queue.splice(at, 1)
    this.#control.isWaiting = false
    transfer.reject(new TransferError('a control transfer came to no end within 5 s'))
    this.#pump()
  }

  /** Gives the device an address. */
  async setAddress(address) {
    await this.control({ type: 0x00, request: 5, value: address })
    this.address = address
    await this.#clock.sleep(ADDRESS_RECOVERY)
  }

  /**
   * Reads an IN endpoint from now on.
   *
   * @param receive takes each packet
   * @return the pipe, for pause() and go()
   */
  read({ number, maxPacket }, receive) {
    const pipe = new InPipe(number, maxPacket, (data) => {
      this.counts.bytesIn += data.length
      receive(data)
    })
    this.#pipes.push(pipe)
    this.#pump()
    return pipe
  }

  /** Opens an OUT endpoint. */
  open({ number, maxPacket }) {
    const pipe = new OutPipe(number, maxPacket)
    this.#pipes.push(pipe)
    return pipe
  }

  /**
   * Writes a transfer.
   *
   * @param withZero ends one whose length is a multiple of the packet size with an empty packet
   */
  write(pipe, bytes, withZero = false) {
    if (!this.#pipes.includes(pipe)) return Promise.reject(new TransferError('the endpoint is closed'))
    return new Promise((resolve, reject) => {
      this.counts.bytesOut += bytes.length
      pipe.queue.push({ bytes, at: 0, withZero, resolve, reject })
      this.#pump()
    })
  }

  /** Asks no more of a pipe, until go(): as a host does whose buffers are full. */
  pause(pipe) {
    pipe.isPaused = true
  }

  go(pipe) {
    pipe.isPaused = false
    this.#pump()
  }

  /** Lifts the halt of an endpoint, on both sides (USB 2.0, section 9.4.5). */
  async clearHalt(pipe) {
    const index = pipe.endpoint | (pipe.isOut ? 0 : 0x80)
    await this.control({ type: 0x02, request: 1, value: 0, index })
    pipe.toggle = 0
    pipe.isWaiting = false
    this.go(pipe)
  }
}
