/**
 * @file
 * The USB device: a network card and a serial console behind one cable.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <zephyr/kernel.h>
#include <zephyr/net/ethernet.h>
#include <zephyr/net/net_if.h>
#include <zephyr/usb/usbd.h>

#include "isere/log.h"
#include "port.h"
#include "usb.h"

BUILD_ASSERT(CONFIG_ISERE_USB_VID != 0x2FE3, "0x2FE3 is the Zephyr project's id and must not be used in products");

enum {
  CONFIGURATION = 1,
  /** Units of 2 mA: what a bus-powered device may draw. */
  MAX_POWER = 250,
};

USBD_DEVICE_DEFINE(isere_usb, DEVICE_DT_GET(DT_NODELABEL(zephyr_udc0)), CONFIG_ISERE_USB_VID, CONFIG_ISERE_USB_PID);
USBD_DESC_LANG_DEFINE(isere_language);
USBD_DESC_MANUFACTURER_DEFINE(isere_manufacturer, CONFIG_ISERE_USB_MANUFACTURER);
USBD_DESC_PRODUCT_DEFINE(isere_product, CONFIG_ISERE_USB_PRODUCT);
USBD_DESC_SERIAL_NUMBER_DEFINE(isere_serial);
USBD_DESC_CONFIG_DEFINE(isere_full_speed_text, "isere");
USBD_CONFIGURATION_DEFINE(isere_full_speed, 0, MAX_POWER, &isere_full_speed_text);
#if USBD_SUPPORTS_HIGH_SPEED
USBD_DESC_CONFIG_DEFINE(isere_high_speed_text, "isere");
USBD_CONFIGURATION_DEFINE(isere_high_speed, 0, MAX_POWER, &isere_high_speed_text);
#endif

/** The host side's MAC address: 12 hexadecimal digits, filled in at start-up (USB CDC ECM 1.2, section 5.4). */
static char host_mac[2 * ISERE__MAC_BYTES + 1];
static struct usbd_desc_node host_mac_node = {
    .str = {.utype = USBD_DUT_STRING_INTERFACE, .ascii7 = true},
    .ptr = host_mac,
    .bLength = USB_STRING_DESCRIPTOR_LENGTH("000000000000"),
    .bDescriptorType = USB_DESC_STRING,
};

static int add_strings(void) {
  uint8_t mac[ISERE__MAC_BYTES];
  isere__mac_derive(ISERE__MAC_HOST, mac);
  snprintf(host_mac, sizeof(host_mac), "%02X%02X%02X%02X%02X%02X", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
  struct usbd_desc_node *const nodes[] = {&isere_language, &isere_manufacturer, &isere_product, &isere_serial,
                                          &host_mac_node};
  for (size_t i = 0; i < ARRAY_SIZE(nodes); i++) {
    int result = usbd_add_descriptor(&isere_usb, nodes[i]);
    if (result != 0) return result;
  }
  return 0;
}

static void mend_classes(void) {
  uint8_t index = usbd_str_desc_get_idx(&host_mac_node);
  STRUCT_SECTION_FOREACH_ALTERNATE(usbd_class_fs, usbd_class_node, node) {
    isere__usb_mend_descriptors(node->c_data->api->get_desc(node->c_data, USBD_SPEED_FS), index);
  }
#if USBD_SUPPORTS_HIGH_SPEED
  STRUCT_SECTION_FOREACH_ALTERNATE(usbd_class_hs, usbd_class_node, node) {
    isere__usb_mend_descriptors(node->c_data->api->get_desc(node->c_data, USBD_SPEED_HS), index);
  }
#endif
}

static int add_configuration(enum usbd_speed speed, struct usbd_config_node *configuration) {
  int result = usbd_add_configuration(&isere_usb, speed, configuration);
  if (result == 0) result = usbd_register_all_classes(&isere_usb, speed, CONFIGURATION, NULL);
  /* A function with an interface association: USB Interface Association Descriptor ECN, table 1-1. */
  if (result == 0) result = usbd_device_set_code_triple(&isere_usb, speed, USB_BCC_MISCELLANEOUS, 0x02, 0x01);
  return result;
}

int isere__usb_start(void) {
  const char *step = "strings";
  int result = add_strings();
  if (result == 0) {
    mend_classes();
    step = "classes";
#if USBD_SUPPORTS_HIGH_SPEED
    if (usbd_caps_speed(&isere_usb) == USBD_SPEED_HS) result = add_configuration(USBD_SPEED_HS, &isere_high_speed);
#endif
    if (result == 0) result = add_configuration(USBD_SPEED_FS, &isere_full_speed);
  }
  if (result == 0) {
    step = "console";
    result = isere__usb_console_start(&isere_usb);
  }
  if (result == 0) {
    step = "controller";
    result = usbd_init(&isere_usb);
  }
  if (result == 0) result = usbd_enable(&isere_usb);
  if (result == 0) return ISERE_OK;
  isere_log(ISERE_LOG_ERROR, NULL, "the USB device does not start (%s): error %d", step, -result);
  return ISERE_EIO;
}
