// One TCP connection (RFC 9293), with retransmission (RFC 6298) and delayed acknowledgements (RFC 9293, 3.8.6.3).
//
// Without: congestion control (the other end is one cable away), window scaling, selective acknowledgements, urgent
// data, Nagle's algorithm.
//
// SPDX-License-Identifier: Apache-2.0

import { ByteQueue } from './bytes.mjs'
import { ACK, distance, FIN, isBefore, plus, PSH, RST, SYN } from './segment.mjs'

const MS = 1e6
const INITIAL_RTO = 1000 * MS
const LEAST_RTO = 200 * MS
const GREATEST_RTO = 60_000 * MS
const DELAYED_ACK = 40 * MS
const TIME_WAIT = 1000 * MS
const MAX_RETRIES = 8
const RECEIVE_BYTES = 0xffff
const DEFAULT_MSS = 536

/**
 * A connection. The application sets the callbacks, each of which may be missing:
 *
 *     onConnect()        it is open
 *     onData(bytes)      bytes arrived; they fill the window until consume() is told of them
 *     onEnd()            the other end sends no more
 *     onDrain()          all that was written is acknowledged
 *     onClose(reason)    it is gone; the reason is undefined after an orderly end, otherwise text
 */
export class TcpConnection {
  state = 'CLOSED'
  onConnect
  onData
  onEnd
  onDrain
  onClose
  /** Segments sent again, for tests and reports. */
  retransmissions = 0

  #clock
  #emit
  #gone
  #mss
  #peerMss = DEFAULT_MSS
  // sending: what is in #queue starts at sequence number #una
  #queue = new ByteQueue()
  #una
  #nxt
  #max // one behind the last number ever sent
  #window = 0
  #windowSeq = 0
  #windowAck = 0
  #isEnding = false
  #finSeq // the number of our FIN, once it was sent
  // receiving
  #rcvNxt = 0
  #unread = 0
  #advertised = 0
  #early = [] // {seq, data}, in order
  #finAt
  #owed = 0
  // timers
  #rto = INITIAL_RTO
  #srtt
  #rttvar = 0
  #timed
  #retries = 0
  #timer
  #ackTimer
  #waitTimer

  /**
   * @param clock with `nanos` and `after(nanos, callback)`, which gives something with `cancel()`
   * @param mss the most data of a segment that this end takes
   * @param emit sends a segment: ({seq, ack, flags, window, mss, data})
   * @param isn the first sequence number
   * @param gone called when the connection is closed, before onClose
   */
  constructor({ clock, mss, emit, isn, gone }) {
    this.#clock = clock
    this.#gone = gone
    this.#mss = mss
    this.#emit = emit
    this.#una = this.#nxt = this.#max = isn >>> 0
  }

  // --- for the application ------------------------------------------------------------------------------------------

  connect() {
    this.state = 'SYN_SENT'
    this.#output()
  }

  /** Bytes that wait for an acknowledgement or were not sent yet. */
  get buffered() {
    return this.#queue.length
  }

  write(bytes) {
    if (this.#isEnding) throw new Error('write after end')
    if (this.state === 'CLOSED') return
    this.#queue.push(Buffer.from(bytes))
    this.#output()
  }

  /** Sends what is written and then no more. */
  end() {
    if (this.#isEnding || this.state === 'CLOSED') return
    this.#isEnding = true
    this.#output()
  }

  /** Gives up the connection and tells the other end so. */
  reset() {
    if (this.state === 'CLOSED') return
    if (this.state !== 'SYN_SENT') this.#send({ flags: RST | ACK, seq: this.#nxt })
    this.#close('reset by this end')
  }

  /** Tells that the application is done with so many bytes of onData. */
  consume(length) {
    this.#unread -= length
    const opened = this.#receiveWindow() - this.#advertised
    if (opened >= Math.min(2 * this.#mss, RECEIVE_BYTES / 2) && this.#isSynchronized()) this.#acknowledge()
  }

  /** Drops the connection without a word, as when the cable is gone. */
  abandon(reason) {
    if (this.state !== 'CLOSED') this.#close(reason)
  }

  // --- sending ------------------------------------------------------------------------------------------------------

  #isSynchronized() {
    return !['CLOSED', 'SYN_SENT'].includes(this.state)
  }

  #receiveWindow() {
    return Math.max(0, RECEIVE_BYTES - this.#unread)
  }

  #send({ flags, seq, data, mss }) {
    const window = this.#receiveWindow()
    if (flags & ACK) {
      this.#owed = 0
      this.#ackTimer?.cancel()
      this.#advertised = window
    }
    this.#emit({ seq, ack: flags & ACK ? this.#rcvNxt : 0, flags, window, mss, data })
  }

  #acknowledge() {
    this.#send({ flags: ACK, seq: this.#nxt })
  }

  /** Sends what the other end's window lets through. */
  #output() {
    if (this.state === 'SYN_SENT' || this.state === 'SYN_RECEIVED') return this.#outputSyn()
    if (!this.#isSynchronized() || this.state === 'TIME_WAIT') return
    for (;;) {
      const sent = distance(this.#una, this.#nxt)
      const room = Math.min(this.#window - sent, this.#peerMss)
      const data = this.#queue.peek(sent, Math.max(0, room))
      const isLast = sent + data.length === this.#queue.length
      const end = plus(this.#nxt, data.length)
      const withFin = this.#isEnding && isLast && (this.#finSeq ?? end) === end
      if (data.length === 0 && !withFin) break
      this.#transmit(data, withFin)
      if (withFin) break
    }
    if (this.#queue.length > 0 || distance(this.#una, this.#nxt) > 0) this.#arm()
  }

  #outputSyn() {
    if (this.#nxt !== this.#una) return
    const flags = this.state === 'SYN_SENT' ? SYN : SYN | ACK
    this.#send({ flags, seq: this.#una, mss: this.#mss })
    this.#advance(1)
    this.#arm()
  }

  #transmit(data, withFin) {
    const flags = ACK | (data.length > 0 ? PSH : 0) | (withFin ? FIN : 0)
    const seq = this.#nxt
    this.#send({ flags, seq, data })
    this.#advance(data.length + (withFin ? 1 : 0))
    if (withFin) {
      this.#finSeq = plus(seq, data.length)
      if (this.state === 'ESTABLISHED') this.state = 'FIN_WAIT_1'
      if (this.state === 'CLOSE_WAIT') this.state = 'LAST_ACK'
    }
  }

  #advance(length) {
    if (isBefore(this.#nxt, this.#max)) this.retransmissions += 1
    else this.#timed ??= { seq: plus(this.#nxt, length), at: this.#clock.nanos }
    this.#nxt = plus(this.#nxt, length)
    if (isBefore(this.#max, this.#nxt)) this.#max = this.#nxt
  }

  #arm() {
    this.#timer ??= this.#clock.after(this.#rto, () => this.#timeout())
  }

  #disarm() {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #timeout() {
    this.#timer = undefined
    this.#timed = undefined // Karn: no sample from what was sent twice
    this.#retries += 1
    if (this.#retries > MAX_RETRIES) return this.#close('timed out')
    this.#rto = Math.min(this.#rto * 2, GREATEST_RTO)
    const isShut = this.#window === 0 && this.#isSynchronized() && this.state !== 'SYN_RECEIVED'
    this.#nxt = this.#una
    if (isShut && this.#queue.length > 0) {
      this.#transmit(this.#queue.peek(0, 1), false) // a window probe, which does not count as sent
      this.#nxt = this.#una
      this.#retries = 0
      this.#arm()
      return
    }
    if (isShut) this.#window = 1 // for the FIN alone
    this.#output()
  }

  #measure(ack) {
    if (this.#timed === undefined || isBefore(ack, this.#timed.seq)) return
    const sample = this.#clock.nanos - this.#timed.at
    this.#timed = undefined
    if (this.#srtt === undefined) {
      this.#srtt = sample
      this.#rttvar = sample / 2
    } else {
      this.#rttvar = 0.75 * this.#rttvar + 0.25 * Math.abs(this.#srtt - sample)
      this.#srtt = 0.875 * this.#srtt + 0.125 * sample
    }
    this.#rto = Math.min(Math.max(this.#srtt + 4 * this.#rttvar, LEAST_RTO), GREATEST_RTO)
  }

  // --- receiving ----------------------------------------------------------------------------------------------------

  /** Takes the SYN of the other end's opening. */
  accept(segment) {
    this.state = 'SYN_RECEIVED'
    this.#takeSyn(segment)
    this.#output()
  }

  #takeSyn(segment) {
    this.#rcvNxt = plus(segment.seq, 1)
    this.#peerMss = Math.min(segment.mss ?? DEFAULT_MSS, this.#mss)
    this.#window = segment.window
    this.#windowSeq = segment.seq
    this.#windowAck = segment.ack
  }

  /** Takes a segment of the other end. */
  receive(segment) {
    if (this.state === 'CLOSED') return
    if (this.state === 'SYN_SENT') return this.#receiveInSynSent(segment)
    if (!this.#isAcceptable(segment)) {
      if (!(segment.flags & RST)) this.#acknowledge()
      return
    }
    if (segment.flags & RST) {
      if (segment.seq === this.#rcvNxt) return this.#close('reset by the other end')
      return this.#acknowledge()
    }
    if (segment.flags & SYN) return this.#acknowledge()
    if (!(segment.flags & ACK)) return
    if (!this.#takeAck(segment) || this.state === 'CLOSED') return
    this.#takeData(segment)
    if (this.state !== 'CLOSED') this.#output()
  }

  #receiveInSynSent(segment) {
    const isOurs = (segment.flags & ACK) !== 0 && segment.ack === this.#nxt
    if (segment.flags & RST) {
      if (isOurs) this.#close('refused')
      return
    }
    if (!(segment.flags & SYN) || !isOurs) return
    this.#takeSyn(segment)
    this.#acknowledged(segment.ack)
    this.state = 'ESTABLISHED'
    this.#acknowledge()
    this.onConnect?.()
    this.#output()
  }

  /** RFC 9293, section 3.10.7.4: some of it lies in the window. */
  #isAcceptable(segment) {
    const length = segment.data.length + (segment.flags & (FIN | SYN) ? 1 : 0)
    const window = this.#receiveWindow()
    const isInside = (seq) => !isBefore(seq, this.#rcvNxt) && isBefore(seq, plus(this.#rcvNxt, window))
    if (length === 0) return window === 0 ? segment.seq === this.#rcvNxt : isInside(segment.seq)
    return window > 0 && (isInside(segment.seq) || isInside(plus(segment.seq, length - 1)))
  }

  /** False when the rest of the segment is not to be looked at. */
  #takeAck(segment) {
    if (isBefore(this.#max, segment.ack)) {
      this.#acknowledge()
      return false
    }
    if (isBefore(this.#una, segment.ack)) this.#acknowledged(segment.ack)
    const isNewer =
      isBefore(this.#windowSeq, segment.seq) ||
      (this.#windowSeq === segment.seq && !isBefore(segment.ack, this.#windowAck))
    if (isNewer) {
      this.#window = segment.window
      this.#windowSeq = segment.seq
      this.#windowAck = segment.ack
    }
    if (this.state === 'SYN_RECEIVED') {
      this.state = 'ESTABLISHED'
      this.onConnect?.()
    }
    return true
  }

  #acknowledged(ack) {
    this.#measure(ack)
    this.#retries = 0
    const had = this.#queue.length
    const isSyn = this.state === 'SYN_SENT' || this.state === 'SYN_RECEIVED'
    const data = Math.min(distance(this.#una, ack) - (isSyn ? 1 : 0), had)
    this.#queue.drop(data)
    this.#una = ack
    if (isBefore(this.#nxt, ack)) this.#nxt = ack
    this.#disarm()
    if (ack !== this.#max) this.#arm()
    const isAll = this.#queue.length === 0 && ack === this.#max
    if (isAll && this.#isEnding && !isSyn) this.#finAcknowledged()
    else if (had > 0 && this.#queue.length === 0) this.onDrain?.()
  }

  #finAcknowledged() {
    if (this.state === 'FIN_WAIT_1') this.state = 'FIN_WAIT_2'
    else if (this.state === 'CLOSING') this.#timeWait()
    else if (this.state === 'LAST_ACK') this.#close()
  }

  #takeData(segment) {
    let { seq, data } = segment
    if (segment.flags & FIN) this.#finAt = plus(seq, data.length)
    const known = distance(seq, this.#rcvNxt)
    if (known > 0) {
      data = data.subarray(known)
      seq = this.#rcvNxt
    }
    const room = this.#receiveWindow() - distance(this.#rcvNxt, seq)
    data = data.subarray(0, Math.max(0, room))
    if (data.length > 0) {
      if (seq === this.#rcvNxt) this.#deliver(data)
      else this.#keep(seq, data)
    }
    if (this.state !== 'CLOSED' && this.#finAt === this.#rcvNxt) this.#takeFin()
  }

  #keep(seq, data) {
    const at = this.#early.findIndex((piece) => isBefore(seq, piece.seq))
    this.#early.splice(at < 0 ? this.#early.length : at, 0, { seq, data: Buffer.from(data) })
    this.#acknowledge() // a duplicate one tells the other end what is missing
  }

  #deliver(data) {
    const pieces = [Buffer.from(data)]
    this.#rcvNxt = plus(this.#rcvNxt, data.length)
    while (this.#early.length > 0 && !isBefore(this.#rcvNxt, this.#early[0].seq)) {
      const { seq, data: next } = this.#early.shift()
      const fresh = next.subarray(distance(seq, this.#rcvNxt))
      this.#rcvNxt = plus(this.#rcvNxt, fresh.length)
      if (fresh.length > 0) pieces.push(fresh)
    }
    const bytes = Buffer.concat(pieces)
    this.#unread += bytes.length
    this.#owed += 1
    if (this.#owed >= 2) this.#acknowledge()
    else this.#ackTimer = this.#clock.after(DELAYED_ACK, () => this.#acknowledge())
    this.onData?.(bytes)
  }

  #takeFin() {
    this.#finAt = undefined
    this.#rcvNxt = plus(this.#rcvNxt, 1)
    if (this.state === 'ESTABLISHED') this.state = 'CLOSE_WAIT'
    else if (this.state === 'FIN_WAIT_1') this.state = 'CLOSING'
    else if (this.state === 'FIN_WAIT_2') this.#timeWait()
    this.#acknowledge()
    this.onEnd?.()
  }

  // --- the end ------------------------------------------------------------------------------------------------------

  #timeWait() {
    this.state = 'TIME_WAIT'
    this.#disarm()
    this.#waitTimer = this.#clock.after(TIME_WAIT, () => this.#close())
  }

  #close(reason) {
    this.state = 'CLOSED'
    this.#disarm()
    this.#ackTimer?.cancel()
    this.#waitTimer?.cancel()
    this.#gone()
    this.onClose?.(reason)
  }
}
