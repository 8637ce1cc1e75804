/**
 * @file
 * Tests of ports/zephyr/memory_size.h: what a board sets aside for the runtime is enough, and not much more.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fake_port.h"
#include "fake_sockets.h"
#include "isere/options.h"
#include "isere/server.h"
#include "isere_test.h"

static isere_options_t options;

#define CONFIG_ISERE_FUNCTION_MAX_IN_FLIGHT options.function_max_in_flight
#define CONFIG_ISERE_FUNCTION_MAX_TIMERS options.function_max_timers
#define CONFIG_ISERE_HTTP_BODY_BUFFERS options.http_body_buffers
#define CONFIG_ISERE_HTTP_MAX_BODY_BYTES options.http_max_body_bytes
#define CONFIG_ISERE_HTTP_MAX_CONNECTIONS options.http_max_connections
#define CONFIG_ISERE_HTTP_MAX_HEADERS options.http_max_headers
#define CONFIG_ISERE_HTTP_MAX_HEADER_BYTES options.http_max_header_bytes
#define CONFIG_ISERE_HTTP_RECEIVE_BUFFERS options.http_receive_buffers
#define CONFIG_ISERE_HTTP_SEND_BUFFER_BYTES options.http_send_buffer_bytes
#define CONFIG_ISERE_JS_CONTEXTS options.js_contexts
#define CONFIG_ISERE_JS_HEAP_BYTES options.js_heap_bytes
#include "../ports/zephyr/memory_size.h"

/** More than this is memory that nobody uses: of each engine's, and of the rest. */
#define WASTE_BYTES 256

/** The options of a Pico 2; the rest of them reserves nothing. */
static void choose_small(void) {
  isere_options_defaults(&options);
  options.function_max_in_flight = 16;
  options.function_max_timers = 32;
  options.http_body_buffers = 1;
  options.http_max_body_bytes = 8192;
  options.http_max_connections = 8;
  options.http_max_headers = 32;
  options.http_max_header_bytes = 2048;
  options.http_receive_buffers = 3;
  options.http_send_buffer_bytes = 1536;
  options.js_contexts = 1;
  options.js_heap_bytes = 262144;
}

/** What the core asks for, and what poll.c of that port does. */
static size_t asked_for(void) {
  fake_sockets_reset();
  fake_port_reset();
  if (isere_server_create(&options) == NULL) return 0;
  size_t watched = options.http_max_connections + 2;
  return fake_port_reserved_bytes + ISERE__RESERVED(watched * ISERE__WATCHED_BYTES) +
         ISERE__RESERVED(watched * ISERE__POINTER);
}

static void check(void) {
  size_t real = asked_for();
  size_t set_aside = ISERE__MEMORY_BYTES;
  CHECK(real > 0);
  if (set_aside < real) FAIL("%zu bytes are set aside and %zu needed", set_aside, real);
  size_t waste = set_aside - real;
  if (waste > (1 + options.js_contexts) * WASTE_BYTES) FAIL("of %zu bytes %zu are not used", set_aside, waste);
}

static void a_board_sets_aside_what_is_needed(void) {
  choose_small();
  check();
}

static void two_contexts_have_two_of_all_that_is_a_functions(void) {
  choose_small();
  options.js_contexts = 2;
  check();
}

static void a_laptops_options_fit_too(void) {
  isere_options_defaults(&options);
  check();
}

static void each_option_counts_by_itself(void) {
  uint32_t *const each[] = {
      &options.function_max_in_flight, &options.function_max_timers,  &options.http_body_buffers,
      &options.http_max_body_bytes,    &options.http_max_connections, &options.http_max_headers,
      &options.http_max_header_bytes,  &options.http_receive_buffers, &options.http_send_buffer_bytes,
      &options.js_heap_bytes,
  };
  for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
    static const uint32_t factors[] = {1, 2, 7, 100};
    for (size_t j = 0; j < sizeof factors / sizeof *factors && !isere_test_failed; j++) {
      choose_small();
      *each[i] = *each[i] * factors[j] + (factors[j] > 1);
      check();
    }
  }
}

static void no_bodies_need_no_more_than_a_line(void) {
  choose_small();
  options.http_max_body_bytes = 0;
  check();
}

int main(void) {
  RUN(a_board_sets_aside_what_is_needed);
  RUN(two_contexts_have_two_of_all_that_is_a_functions);
  RUN(a_laptops_options_fit_too);
  RUN(each_option_counts_by_itself);
  RUN(no_bodies_need_no_more_than_a_line);
  fake_port_reset();
  return isere_test_finish();
}
