/**
 * @file
 * Where the function slots lie on this board, and which one is run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>
#include <zephyr/device.h>
#include <zephyr/devicetree.h>
#include <zephyr/kernel.h>
#include <zephyr/storage/flash_map.h>
#if defined(CONFIG_FLASH_SIMULATOR)
#include <zephyr/drivers/flash/flash_simulator.h>
#endif

#include "isere/slot.h"
#include "port.h"

#if !DT_NODE_EXISTS(DT_NODELABEL(function_a)) || !DT_NODE_EXISTS(DT_NODELABEL(function_b))
#error "isere: the devicetree needs the flash partitions function_a and function_b (see boards/*/board.overlay)"
#endif

enum { SLOT_COUNT = 2 };

typedef struct {
  const char *name;
  uintptr_t offset;  /* from the start of its flash */
  uintptr_t address; /* where the CPU reads it */
  size_t len;
} place_t;

#define PLACE(node, text)                                        \
  {.name = text,                                                 \
   .offset = DT_REG_ADDR(node),                                  \
   .address = DT_REG_ADDR(node) + DT_REG_ADDR(DT_GPARENT(node)), \
   .len = DT_REG_SIZE(node)}

static const place_t places[SLOT_COUNT] = {
    PLACE(DT_NODELABEL(function_a), "slot A"),
    PLACE(DT_NODELABEL(function_b), "slot B"),
};

static const void *bytes_of(const place_t *place) {
#if defined(CONFIG_FLASH_SIMULATOR)
  size_t size;
  uint8_t *start = flash_simulator_get_memory(DEVICE_DT_GET(DT_CHOSEN(zephyr_flash_controller)), &size);
  return start + place->offset;
#else
  return (const void *)place->address;
#endif
}

/** Why nothing is served: one sentence that a 503 carries, kept for as long as the server lives. */
static char reason[240];
static size_t reason_len;

static void add_reason(const char *name, const char *text) {
  int len =
      snprintf(reason + reason_len, sizeof(reason) - reason_len, "%s%s: %s", reason_len == 0 ? "" : "; ", name, text);
  if (len > 0) reason_len = MIN(reason_len + (size_t)len, sizeof(reason) - 1);
}

static bool load(isere_server_t *server, const place_t *place, const isere_slot_t *slot) {
  isere_image_error_t error = {0};
  int result = isere_server_load(server, slot->image, slot->image_len, &error);
  if (result == 0) {
    isere_log(ISERE_LOG_INFO, NULL, "%s is in charge: sequence %lu, %lu bytes", place->name,
              (unsigned long)slot->sequence, (unsigned long)slot->image_len);
#if defined(CONFIG_ISERE_NETWORK)
    isere__network_set_name(isere_server_function_name(server));
#endif
    return true;
  }
  const char *text = error.reason[0] != '\0' ? error.reason : isere_error_text(result);
  isere_log(ISERE_LOG_ERROR, NULL, "%s does not load: %s", place->name, text);
  add_reason(place->name, text);
  return false;
}

void isere__slots_load(isere_server_t *server) {
  isere_slot_t slots[SLOT_COUNT];
  for (size_t i = 0; i < SLOT_COUNT; i++) {
    isere_slot_read(&slots[i], bytes_of(&places[i]), places[i].len);
    if (slots[i].state == ISERE_SLOT_COMMITTED) continue;
    isere_log(ISERE_LOG_INFO, NULL, "%s: %s", places[i].name, isere_slot_state_text(slots[i].state));
    add_reason(places[i].name, isere_slot_state_text(slots[i].state));
  }
  uint32_t tried = 0;
  for (int i; (i = isere_slot_next(slots, SLOT_COUNT, tried)) >= 0; tried |= 1u << i) {
    if (load(server, &places[i], &slots[i])) return;
  }
  isere_log(ISERE_LOG_ERROR, NULL, "no function to run: %s", reason);
  isere_server_explain_absence(server, reason);
}
