/**
 * @file
 * Sends what the console said while there was no host, or one that slept.
 *
 * Zephyr 4.3.0's CDC-ACM keeps that, as much as its buffer holds (`tx-fifo-size`), but begins to send with the next
 * byte that is written: what a board says when it starts came with its next record, which may be hours later. So once
 * the host has configured the device the class is told that a transfer has ended, upon which it sends what waits; there
 * is none under way, for the configuration ends all. When a host wakes there may be one, whose end may be told but
 * once, so the class gets a byte, an empty line, upon which it looks itself.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <zephyr/device.h>
#include <zephyr/drivers/uart.h>
#include <zephyr/drivers/usb/udc.h>
#include <zephyr/usb/usbd.h>

#include "port.h"
#include "usb.h"

/** The least that a buffer is asked to have. */
#define NOTHING_BYTES 1

static const struct device *const console_device = DEVICE_DT_GET(DT_NODELABEL(isere_console));

static void send_what_waits(struct usbd_class_data *console) {
  enum usbd_speed speed = usbd_bus_speed(usbd_class_get_ctx(console));
  uint8_t address = isere__usb_bulk_in(console->api->get_desc(console, speed));
  struct net_buf *ended = usbd_ep_buf_alloc(console, address, NOTHING_BYTES);
  if (ended != NULL) (void)console->api->request(console, ended, 0);
}

static void send_after_configuration(void) {
  STRUCT_SECTION_FOREACH_ALTERNATE(usbd_class_fs, usbd_class_node, node) {
    if (usbd_class_get_private(node->c_data) == console_device) {
      send_what_waits(node->c_data);
    }
  }
}

/** Called in the system's work queue, or in the thread of USB: neither is a matter to what it calls. */
static void on_message(struct usbd_context *const context, const struct usbd_msg *const message) {
  ARG_UNUSED(context);
  if (message->type == USBD_MSG_CONFIGURATION && message->status != 0) send_after_configuration();
  if (message->type == USBD_MSG_RESUME) uart_poll_out(console_device, '\n');
}

int isere__usb_console_start(struct usbd_context *context) {
  return usbd_msg_register_cb(context, on_message);
}
