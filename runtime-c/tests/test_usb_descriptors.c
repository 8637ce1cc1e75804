/**
 * @file
 * The mended USB descriptors of the Zephyr port, on descriptors as Zephyr 4.3.0 has them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "../ports/zephyr/usb_descriptors.c"

#include "isere_test.h"

/* CDC-ECM as in subsys/usb/device_next/class/usbd_cdc_ecm.c, and an interface of another class behind it. */
static uint8_t association[] = {8, 0x0B, 0, 2, 0x02, 0x06, 0, 0};
static uint8_t control[] = {9, 0x04, 0, 0, 1, 0x02, 0x06, 0, 0};
static uint8_t header[] = {5, 0x24, 0x00, 0x10, 0x01};
static uint8_t ethernet[] = {13, 0x24, 0x0F, 0, 0, 0, 0, 0, 0xEA, 0x05, 0, 0, 0};
static uint8_t data_off[] = {9, 0x04, 1, 0, 0, 0x0A, 0x00, 0, 0};
static uint8_t data_on[] = {9, 0x04, 1, 1, 2, 0x0A, 0x06, 0, 0};
static uint8_t endpoint[] = {7, 0x05, 0x82, 2, 64, 0, 0};
static uint8_t ncm_data[] = {9, 0x04, 1, 1, 2, 0x0A, 0x00, 1, 0};
static uint8_t vendor[] = {9, 0x04, 2, 0, 0, 0xFF, 0x06, 0, 0};
static uint8_t end[] = {0, 0};
static uint8_t behind_end[] = {9, 0x04, 3, 0, 0, 0x0A, 0x06, 0, 0};

static void *const all[] = {association, control,  header, ethernet, data_off,   data_on,
                            endpoint,    ncm_data, vendor, end,      behind_end, NULL};

static void the_data_interface_has_no_subclass(void) {
  data_on[6] = 0x06;
  isere__usb_mend_descriptors(all, 0);
  CHECK_INT(data_on[6], 0);
  CHECK_INT(data_off[6], 0);
  CHECK_INT(ncm_data[7], 1);
}

static void other_interfaces_keep_theirs(void) {
  isere__usb_mend_descriptors(all, 0);
  CHECK_INT(control[6], 0x06);
  CHECK_INT(association[5], 0x06);
  CHECK_INT(vendor[6], 0x06);
}

static void nothing_behind_the_last_descriptor_is_touched(void) {
  isere__usb_mend_descriptors(all, 9);
  CHECK_INT(behind_end[6], 0x06);
}

static void the_host_is_told_our_string_for_its_address(void) {
  ethernet[3] = 0;
  isere__usb_mend_descriptors(all, 5);
  CHECK_INT(ethernet[3], 5);
  CHECK_INT(header[2], 0);
}

static void without_a_string_the_class_brings_its_own(void) {
  ethernet[3] = 0;
  isere__usb_mend_descriptors(all, 0);
  CHECK_INT(ethernet[3], 0);
}

static void the_bulk_endpoint_towards_the_host_is_found(void) {
  uint8_t notices[] = {7, 0x05, 0x81, 3, 16, 0, 10};
  uint8_t out[] = {7, 0x05, 0x01, 2, 64, 0, 0};
  void *const none[] = {notices, out, end, endpoint, NULL};
  void *const one[] = {control, notices, out, endpoint, end, NULL};
  CHECK_INT(isere__usb_bulk_in(one), 0x82);
  CHECK_INT(isere__usb_bulk_in(none), 0);
  CHECK_INT(isere__usb_bulk_in(NULL), 0);
}

/** Exactly as long as they say, on the C heap: AddressSanitizer sees a read behind them. */
static void a_short_descriptor_is_left_alone(void) {
  for (uint8_t length = 2; length < 9; length++) {
    uint8_t *interface = malloc(length);
    uint8_t *function = malloc(length);
    memset(interface, 0x0A, length);
    memset(function, 0x0F, length);
    interface[0] = function[0] = length;
    interface[1] = 0x04;
    function[1] = 0x24;
    void *const descriptors[] = {interface, function, NULL};
    isere__usb_mend_descriptors(descriptors, 7);
    CHECK_INT(isere__usb_bulk_in(descriptors), 0);
    for (uint8_t i = 2; i < length; i++)
      CHECK(interface[i] == 0x0A && function[i] == 0x0F);
    free(interface);
    free(function);
  }
}

int main(void) {
  RUN(the_data_interface_has_no_subclass);
  RUN(other_interfaces_keep_theirs);
  RUN(nothing_behind_the_last_descriptor_is_touched);
  RUN(the_host_is_told_our_string_for_its_address);
  RUN(without_a_string_the_class_brings_its_own);
  RUN(the_bulk_endpoint_towards_the_host_is_found);
  RUN(a_short_descriptor_is_left_alone);
  return isere_test_finish();
}
