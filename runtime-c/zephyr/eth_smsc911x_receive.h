/**
 * @file
 * How a LAN9118 is received from; eth_smsc911x.cmake puts this in the place of what Zephyr's driver does. It is
 * compiled inside of the driver, whose registers and macros it uses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_ETH_SMSC911X_RECEIVE_H
#define ISERE_ETH_SMSC911X_RECEIVE_H

enum {
  /** The check sequence at a frame's end: counted in its length, and of no use here. */
  SMSC9220_FCS_BYTES = 4,
};

/**
 * Takes the next frame out of the card, word by word to its end, whether there is room for it or not: one that is left
 * to the card's own fast forward keeps its room in QEMU's card for ever, which then hears nothing any more.
 *
 * @return the frame, or NULL when there is no buffer for it
 */
static struct net_pkt *smsc_take_frame(struct net_if *iface) {
  uint32_t status = SMSC9220->RX_STAT_PORT;
  uint32_t len = BFIELD(status, RX_STAT_PORT_PKT_LEN);
  uint32_t left = len > SMSC9220_FCS_BYTES ? len - SMSC9220_FCS_BYTES : 0;
  struct net_pkt *pkt = left > 0 ? net_pkt_rx_alloc_with_buffer(iface, left, AF_UNSPEC, 0, K_NO_WAIT) : NULL;
  for (uint32_t words = DIV_ROUND_UP(len, sizeof(uint32_t)); words > 0; words--) {
    uint32_t word = SMSC9220->RX_DATA_PORT;
    uint32_t count = MIN(left, sizeof(word));
    if (pkt != NULL && net_pkt_write(pkt, &word, count) != 0) {
      net_pkt_unref(pkt);
      pkt = NULL;
    }
    left -= count;
  }
  return pkt;
}

/**
 * Serves all frames that are there. The flag is cleared first: it says so again for each that comes later, and one that
 * came between the last look and the clearing would wait for the next. (Data sheet, INT_STS: bits are cleared by ones.)
 */
static void eth_smsc911x_isr(const struct device *dev) {
  struct eth_context *context = dev->data;
  SMSC9220->INT_STS = SMSC9220->INT_STS;
  while (SMSC9220_BFIELD(RX_FIFO_INF, RXSUSED) != 0) {
    struct net_pkt *pkt = smsc_take_frame(context->iface);
    if (pkt != NULL && net_recv_data(context->iface, pkt) < 0) net_pkt_unref(pkt);
  }
}

#endif
