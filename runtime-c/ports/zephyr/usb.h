/**
 * @file
 * What the files of the USB device share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_PORTS_ZEPHYR_USB_H
#define ISERE_PORTS_ZEPHYR_USB_H

#include <zephyr/usb/usbd.h>

/** Lets the console send what was said before the host came: 0, or an error of Zephyr's. Before usbd_init(). */
int isere__usb_console_start(struct usbd_context *context);

#endif
