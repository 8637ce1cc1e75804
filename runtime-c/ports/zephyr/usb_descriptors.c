/**
 * @file
 * Mends the descriptors of Zephyr's USB network classes in place, before the stack reads them; finds an endpoint in
 * them.
 *
 * Zephyr 4.3.0 and before give the data interface of CDC-ECM the subclass of the control interface, 0x06. The class
 * definition wants 0 (USB CDC 1.2, section 4.6), Linux may refuse the device otherwise and macOS does at times:
 * zephyrproject-rtos/zephyr#103447, mended upstream by #103448. And the MAC address that the host is told is a constant
 * of the devicetree there, while it has to be another one on every board.
 *
 * The classes keep their descriptors in RAM, for the stack numbers interfaces and endpoints at start-up. So does this.
 * Pure: no Zephyr header, tested on the host (tests/test_usb_descriptors.c).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdbool.h>

#include "port.h"

enum {
  LENGTH = 0,
  TYPE = 1,
  /* interface descriptor: USB 2.0, table 9-12 */
  TYPE_INTERFACE = 0x04,
  INTERFACE_BYTES = 9,
  INTERFACE_CLASS = 5,
  INTERFACE_SUBCLASS = 6,
  CLASS_CDC_DATA = 0x0A,
  /* Ethernet networking functional descriptor: USB CDC ECM 1.2, table 3 */
  TYPE_CS_INTERFACE = 0x24,
  ETHERNET_BYTES = 13,
  SUBTYPE = 2,
  SUBTYPE_ETHERNET = 0x0F,
  ETHERNET_MAC_STRING = 3,
  /* endpoint descriptor: USB 2.0, table 9-13 */
  TYPE_ENDPOINT = 0x05,
  ENDPOINT_BYTES = 7,
  ENDPOINT_ADDRESS = 2,
  ENDPOINT_ATTRIBUTES = 3,
  DIRECTION_IN = 0x80,
  TRANSFER_TYPE = 0x03,
  TRANSFER_BULK = 0x02,
};

static void mend(uint8_t *descriptor, uint8_t mac_string_index) {
  uint8_t length = descriptor[LENGTH];
  if (descriptor[TYPE] == TYPE_INTERFACE && length >= INTERFACE_BYTES) {
    if (descriptor[INTERFACE_CLASS] == CLASS_CDC_DATA) descriptor[INTERFACE_SUBCLASS] = 0;
  } else if (descriptor[TYPE] == TYPE_CS_INTERFACE && length >= ETHERNET_BYTES) {
    if (descriptor[SUBTYPE] == SUBTYPE_ETHERNET && mac_string_index != 0) {
      descriptor[ETHERNET_MAC_STRING] = mac_string_index;
    }
  }
}

void isere__usb_mend_descriptors(void *const *descriptors, uint8_t mac_string_index) {
  for (; *descriptors != NULL; descriptors++) {
    uint8_t *descriptor = *descriptors;
    if (descriptor[LENGTH] == 0) return;
    mend(descriptor, mac_string_index);
  }
}

static bool is_bulk_in(const uint8_t *descriptor) {
  return descriptor[LENGTH] >= ENDPOINT_BYTES && descriptor[TYPE] == TYPE_ENDPOINT &&
         (descriptor[ENDPOINT_ADDRESS] & DIRECTION_IN) != 0 &&
         (descriptor[ENDPOINT_ATTRIBUTES] & TRANSFER_TYPE) == TRANSFER_BULK;
}

uint8_t isere__usb_bulk_in(void *const *descriptors) {
  for (; descriptors != NULL && *descriptors != NULL; descriptors++) {
    const uint8_t *descriptor = *descriptors;
    if (descriptor[LENGTH] == 0) break;
    if (is_bulk_in(descriptor)) return descriptor[ENDPOINT_ADDRESS];
  }
  return 0;
}
