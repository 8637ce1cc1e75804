/**
 * @file
 * Ends the transfer of a CDC-NCM frame that could not be begun.
 *
 * Zephyr 4.3.0's CDC-NCM overlooks that the stack refuses a transfer, as it does while the bus is suspended, which a
 * cable that is pulled out is too: the network's sending thread then waits for ever for the end of that transfer, and
 * the board is mute until it starts anew (zephyrproject-rtos/zephyr#110651, mended upstream by #107126). The linker
 * sends the calls of the USB classes here (`--wrap`, zephyr/CMakeLists.txt), and a refused frame ends as a cancelled
 * one does. A class that looks at the result finds nothing to do, so this may stay where Zephyr is mended.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <zephyr/device.h>
#include <zephyr/drivers/usb/udc.h>
#include <zephyr/usb/usbd.h>

#include "port.h"

int __real_usbd_ep_enqueue(const struct usbd_class_data *c_data, struct net_buf *buf);
int __wrap_usbd_ep_enqueue(const struct usbd_class_data *c_data, struct net_buf *buf);

static bool is_network(const struct usbd_class_data *c_data) {
  return usbd_class_get_private(c_data) == DEVICE_DT_GET(DT_NODELABEL(isere_network));
}

/** Frames go through the bulk endpoint; notices, which the class looks after, through another. */
static bool carries_frames(struct usbd_class_data *c_data, uint8_t address) {
  enum usbd_speed speed = usbd_bus_speed(usbd_class_get_ctx(c_data));
  return address == isere__usb_bulk_in(c_data->api->get_desc(c_data, speed));
}

int __wrap_usbd_ep_enqueue(const struct usbd_class_data *c_data, struct net_buf *buf) {
  int result = __real_usbd_ep_enqueue(c_data, buf);
  if (result == 0 || !is_network(c_data)) return result;
  uint8_t address = udc_get_buf_info(buf)->ep;
  /* The class's callbacks take it without const; it is a variable of the class. */
  struct usbd_class_data *owner = (struct usbd_class_data *)(uintptr_t)c_data;
  if (!carries_frames(owner, address)) return result;
  (void)owner->api->request(owner, buf, result);
  return 0;
}
