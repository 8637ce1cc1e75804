/**
 * @file
 * Sends what the console said while there was no host, or one that slept.
 *
 * Zephyr 4.3.0's CDC-ACM keeps that, as much as its buffer holds (`tx-fifo-size`), but begins to send with the next
 * byte that is written: what a board says when it starts came with its next record, which may be hours later. So once
 * the host has configured the device, or wakes, the class is told that a transfer has ended, upon which it sends what
 * waits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <zephyr/device.h>
#include <zephyr/drivers/usb/udc.h>
#include <zephyr/usb/usbd.h>

#include "port.h"
#include "usb.h"

/** The least that a buffer is asked to have. */
#define NOTHING_BYTES 1

static void send_what_waits(struct usbd_class_data *console) {
  enum usbd_speed speed = usbd_bus_speed(usbd_class_get_ctx(console));
  uint8_t address = isere__usb_bulk_in(console->api->get_desc(console, speed));
  struct net_buf *ended = usbd_ep_buf_alloc(console, address, NOTHING_BYTES);
  if (ended != NULL) (void)console->api->request(console, ended, 0);
}

static bool is_host_there(const struct usbd_msg *message) {
  return message->type == USBD_MSG_RESUME || (message->type == USBD_MSG_CONFIGURATION && message->status != 0);
}

/** Called in the system's work queue, as all that the class does to send is. */
static void on_message(struct usbd_context *const context, const struct usbd_msg *const message) {
  ARG_UNUSED(context);
  if (!is_host_there(message)) return;
  STRUCT_SECTION_FOREACH_ALTERNATE(usbd_class_fs, usbd_class_node, node) {
    if (usbd_class_get_private(node->c_data) == DEVICE_DT_GET(DT_NODELABEL(isere_console))) {
      send_what_waits(node->c_data);
    }
  }
}

int isere__usb_console_start(struct usbd_context *context) {
  return usbd_msg_register_cb(context, on_message);
}
