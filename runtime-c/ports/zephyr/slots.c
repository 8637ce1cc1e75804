/**
 * @file
 * Where the function slots lie on this board, and which one is run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <zephyr/kernel.h>

#include "isere/slot.h"
#include "place.h"
#include "port.h"

#if !DT_NODE_EXISTS(DT_NODELABEL(function_a)) || !DT_NODE_EXISTS(DT_NODELABEL(function_b))
#error "isere: the devicetree needs the flash partitions function_a and function_b (see boards/*/board.overlay)"
#endif

enum { SLOT_COUNT = 2 };

static const char *const names[SLOT_COUNT] = {"slot A", "slot B"};
static const isere__place_t places[SLOT_COUNT] = {
    ISERE__PLACE(DT_NODELABEL(function_a)),
    ISERE__PLACE(DT_NODELABEL(function_b)),
};

/** Why nothing is served: one sentence that a 503 carries, kept for as long as the server lives. */
static char reason[240];
static size_t reason_len;

static void add_reason(const char *name, const char *text) {
  int len =
      snprintf(reason + reason_len, sizeof(reason) - reason_len, "%s%s: %s", reason_len == 0 ? "" : "; ", name, text);
  if (len > 0) reason_len = MIN(reason_len + (size_t)len, sizeof(reason) - 1);
}

static bool load(isere_server_t *server, const char *name, const isere_slot_t *slot) {
  isere_image_error_t error = {0};
  int result = isere_server_load(server, slot->image, slot->image_len, &error);
  if (result == 0) {
    /* The image stays in flash; what the engine copies of it is the heap's. */
    isere_js_memory_t memory = isere_server_memory(server);
    isere_log(ISERE_LOG_INFO, NULL,
              "%s is in charge: sequence %lu, %lu bytes; with it %lu of %lu bytes of heap are used", name,
              (unsigned long)slot->sequence, (unsigned long)slot->image_len, (unsigned long)memory.used,
              (unsigned long)memory.limit);
#if defined(CONFIG_ISERE_NETWORK)
    isere__network_set_name(isere_server_function_name(server));
#endif
    return true;
  }
  const char *text = error.reason[0] != '\0' ? error.reason : isere_error_text(result);
  isere_log(ISERE_LOG_ERROR, NULL, "%s does not load: %s", name, text);
  add_reason(name, text);
  return false;
}

void isere__slots_load(isere_server_t *server) {
  isere_slot_t slots[SLOT_COUNT];
  for (size_t i = 0; i < SLOT_COUNT; i++) {
    isere_slot_read(&slots[i], isere__place_bytes(&places[i]), places[i].len);
    if (slots[i].state == ISERE_SLOT_COMMITTED) continue;
    isere_log(ISERE_LOG_INFO, NULL, "%s: %s", names[i], isere_slot_state_text(slots[i].state));
    add_reason(names[i], isere_slot_state_text(slots[i].state));
  }
  uint32_t skips = isere__crashes_slots_to_skip();
  uint32_t tried = 0;
  for (int i; (i = isere_slot_next(slots, SLOT_COUNT, tried)) >= 0; tried |= 1u << i) {
    if (skips > 0) {
      skips--;
      isere_log(ISERE_LOG_ERROR, NULL, "%s is left out: its function brought the board down", names[i]);
      add_reason(names[i], "its function brought the board down");
      continue;
    }
    if (!load(server, names[i], &slots[i])) continue;
    isere__crashes_serve();
    return;
  }
  isere_log(ISERE_LOG_ERROR, NULL, "no function to run: %s", reason);
  isere_server_explain_absence(server, reason);
}
