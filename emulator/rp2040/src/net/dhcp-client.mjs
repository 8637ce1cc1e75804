// Gets an address by DHCP, and keeps it (RFC 2131, section 4.4).
// SPDX-License-Identifier: Apache-2.0

import { ipText } from './bytes.mjs'
import * as dhcp from './dhcp.mjs'

const SECOND = 1e9
const RETRY = 2 * SECOND
const MASK = 1
const ROUTER = 3
const DNS = 6
const BROADCAST = 0xffffffff

/**
 * A client. `start()` gives a promise of the first lease:
 *
 *     {address, mask, server, routers, dnsServers, leaseSeconds}
 *
 * Further leases, by renewal, come to onLease.
 */
export class DhcpClient {
  lease
  /** Called with each lease, the first one too. */
  onLease
  /** Called when the lease has run out and nobody renewed it. */
  onLost

  #host
  #clock
  #random
  #xid
  #step = 'idle'
  #timer
  #settle

  /**
   * @param host an IpHost
   * @param random gives numbers below 2^32
   */
  constructor(host, clock, random) {
    this.#host = host
    this.#clock = clock
    this.#random = random
  }

  start() {
    this.#host.bindUdp(dhcp.CLIENT_PORT, (payload) => this.#receive(payload))
    this.#discover()
    return new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  stop() {
    this.#step = 'idle'
    this.#timer?.cancel()
    this.#host.unbindUdp(dhcp.CLIENT_PORT)
  }

  /** Asks for the same address again now, as it does by itself at half of the lease. */
  renew() {
    this.#xid = this.#random() >>> 0
    this.#step = 'renewing'
    const options = { messageType: dhcp.REQUEST, parameters: [MASK, ROUTER, DNS] }
    this.#send({ clientIp: this.lease.address, options }, this.lease.server)
    this.#again(() => this.renew())
  }

  /** Gives the address back. */
  release() {
    const options = { messageType: dhcp.RELEASE, serverId: this.lease.server }
    this.#xid = this.#random() >>> 0
    this.#send({ clientIp: this.lease.address, options }, this.lease.server)
    this.stop()
  }

  #again(action) {
    this.#timer?.cancel()
    this.#timer = this.#clock.after(RETRY, action)
  }

  #discover() {
    this.#host.configure(0, 0) // whoever asks for an address has none
    this.#xid = this.#random() >>> 0
    this.#step = 'selecting'
    this.#send({ options: { messageType: dhcp.DISCOVER, parameters: [MASK, ROUTER, DNS] } }, BROADCAST)
    this.#again(() => this.#discover())
  }

  #request(offer) {
    this.#step = 'requesting'
    const { yourIp, options } = offer
    const wanted = { messageType: dhcp.REQUEST, requestedAddress: yourIp, serverId: options.serverId }
    this.#send({ options: { ...wanted, parameters: [MASK, ROUTER, DNS] } }, BROADCAST)
    this.#again(() => this.#discover())
  }

  #send(message, destination) {
    const payload = dhcp.writeDhcp({ xid: this.#xid, mac: this.#host.mac, ...message })
    this.#host.sendUdp({
      destination,
      sourcePort: dhcp.CLIENT_PORT,
      destinationPort: dhcp.SERVER_PORT,
      payload,
    })
  }

  #receive(payload) {
    const message = dhcp.readDhcp(payload)
    if (!message.isReply || message.xid !== this.#xid || !message.mac.equals(this.#host.mac)) return
    const type = message.options.messageType
    if (this.#step === 'selecting' && type === dhcp.OFFER) this.#request(message)
    else if (['requesting', 'renewing'].includes(this.#step)) {
      if (type === dhcp.ACK) this.#bind(message)
      if (type === dhcp.NAK) this.#discover()
    }
  }

  #bind({ yourIp, options }) {
    this.#step = 'bound'
    this.lease = {
      address: yourIp,
      mask: options.subnetMask,
      server: options.serverId,
      routers: options.routers ?? [],
      dnsServers: options.dnsServers ?? [],
      leaseSeconds: options.leaseSeconds,
    }
    this.#host.configure(this.lease.address, this.lease.mask)
    this.#timer?.cancel()
    this.#timer = this.#clock.after((options.leaseSeconds / 2) * SECOND, () => this.#halfTime())
    this.onLease?.(this.lease)
    this.#settle?.(this.lease)
    this.#settle = undefined
  }

  #halfTime() {
    const ends = this.#clock.nanos + (this.lease.leaseSeconds / 2) * SECOND
    const attempt = () => {
      if (this.#clock.nanos >= ends) return this.#lose()
      this.renew()
      this.#timer.cancel()
      this.#timer = this.#clock.after(Math.max((ends - this.#clock.nanos) / 2, RETRY), attempt)
    }
    attempt()
  }

  #lose() {
    const lost = ipText(this.lease.address)
    this.lease = undefined
    this.#host.configure(0, 0)
    this.onLost?.(lost)
    this.#discover()
  }
}
