/**
 * @file
 * The emulated chip's main(): options and image from the host, then the runtime.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isere/options.h"
#include "isere/port.h"
#include "isere/server.h"
#include "sim.h"

enum {
  /** What native code may need of the stack beyond JavaScript's own limit: CONFIG_ISERE_STACK_HEADROOM_BYTES. */
  STACK_BESIDE_JS_BYTES = 6144,
};

static isere_server_t *server;

void isere__sim_heap_figures(uint64_t out[4]) {
  isere_js_memory_t memory = {0};
  if (server != NULL) memory = isere_server_memory(server);
  out[0] = memory.used;
  out[1] = memory.peak;
  out[2] = memory.limit;
  out[3] = memory.largest_free;
}

void isere__sim_stop_server(void) {
  if (server != NULL) isere_server_stop(server);
}

/** Tells the host why there is no runtime, and gives it the turn: only another START leads on. */
static void failed(int error, const char *reason) {
  server = NULL;
  isere__sim_meter_pause();
  int32_t code = error;
  isere__sim_emit(ISERE_SIM_FAILED, 0, &code, sizeof(code), reason, strlen(reason));
  for (;;)
    (void)isere__sim_host_turn();
}

/** Sets the options that the host has sent, "key=value" each. */
static void set_options(isere_options_t *options) {
  char reason[160];
  isere__sim_start_t *start = &isere__sim_start;
  size_t len = start->options_len;
  start->options_len = 0; /* whatever comes of this start, the next one has options of its own */
  for (size_t at = 0; at < len; at += strlen(start->options + at) + 1) {
    const char *text = start->options + at;
    const char *equals = strchr(text, '=');
    char *end = NULL;
    uint64_t value = equals == NULL ? 0 : strtoull(equals + 1, &end, 10);
    int result = equals == NULL || end == equals + 1 || *end != '\0'
                     ? ISERE_EINVAL
                     : isere_options_set(options, text, (size_t)(equals - text), value, false);
    if (result < 0) {
      snprintf(reason, sizeof(reason), "bad option `%.80s`: %s", text, isere_error_text(result));
      failed(result, reason);
    }
  }
}

/** The stack comes out of the same RAM as everything else, as on a board. */
static void set_stack(const isere_options_t *options) {
  size_t bytes = options->js_stack_bytes + STACK_BESIDE_JS_BYTES;
  size_t room = (uintptr_t)isere__ld_stack_end - (uintptr_t)isere__ld_arena_start;
  if (bytes > room) failed(ISERE_ENOMEM, "js.stack_bytes is larger than the RAM");
  isere__sim_meter_pause();
  isere__sim_stack_limit(bytes);
  isere__sim_meter_resume();
}

static void run(void) {
  isere_options_t options;
  isere_options_defaults(&options);
  set_options(&options);
  set_stack(&options);
  server = isere_server_create(&options);
  if (server == NULL) failed(ISERE_ENOMEM, "the options ask for more RAM than there is");
  isere_server_set_board(server, "m33-sim");
  isere_image_error_t error = {0};
  int result = isere_server_load(server, isere__ld_slot_start, isere__sim_start.image_len, &error);
  if (result < 0) failed(result, error.reason);
  uint16_t bound_port;
  result = isere_server_listen(server, "0.0.0.0", 80, &bound_port);
  if (result < 0) failed(result, "cannot listen");
  result = isere_server_run(server);
  if (result < 0) failed(result, "the event loop failed");
}

int main(void) {
  isere__sim_meter_pause();
  isere__sim_sockets_reset();
  while (!isere__sim_start.pending)
    (void)isere__sim_host_turn();
  isere__sim_start.pending = false;
  isere__sim_meter_resume();
  run();
  isere__sim_meter_pause();
  isere__sim_emit_report(ISERE_SIM_STOPPED, -1);
  for (;;)
    (void)isere__sim_host_turn();
}
