/**
 * @file
 * MAC addresses from the chip's unique id.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <zephyr/drivers/hwinfo.h>
#include <zephyr/kernel.h>

#include "image/sha256.h"
#include "isere/log.h"
#include "port.h"

enum { MAX_ID_BYTES = 16 };

void isere__mac_derive(isere__mac_side_t side, uint8_t mac[ISERE__MAC_BYTES]) {
  uint8_t seed[MAX_ID_BYTES + 1] = {0};
  uint8_t digest[ISERE_SHA256_BYTES];
  if (hwinfo_get_device_id(seed, MAX_ID_BYTES) <= 0) {
    isere_log(ISERE_LOG_WARN, NULL, "this chip tells no unique id: every such board has the same MAC address");
  }
  seed[MAX_ID_BYTES] = (uint8_t)side;
  isere__sha256(seed, sizeof(seed), digest);
  memcpy(mac, digest, ISERE__MAC_BYTES);
  /* Locally administered, for one receiver (IEEE 802, section 8.2.2); the side keeps the two apart for certain. */
  mac[0] = (uint8_t)((mac[0] & 0xF0) | (side == ISERE__MAC_DEVICE ? 0x02 : 0x06));
}
