/**
 * @file
 * One function replaces another while requests are served: beside it (js.contexts = 2), and in its place (1).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "fake_port.h"
#include "fake_sockets.h"
#include "http_harness.h"
#include "image_maker.h"
#include "isere_test.h"
#include "main/internal.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

/** What a function of the tests is; each says its letter. */
#define ANSWERS(letter) "export const handler = () => ({ body: '" letter "' })"
#define WAITS(letter, ms) \
  "export const handler = () => new Promise((r) => setTimeout(() => r({ body: '" letter "' }), " ms "))"

enum { DRAIN_MS = 1000, NO_RESULT = 99 };

static isere_server_t *server;
static int contexts;
static isere_options_t options;
static int results[200], result_count;
static int releases;

/* --- the server --------------------------------------------------------------------------------------------- */

static bool settle(void) {
  for (int i = 0; i < 20000; i++) {
    if (isere_loop_turn(&server->loop) != 0) return false;
    if (fake_is_idle || server->loop.stop_requested) return true;
  }
  return false;
}

static bool pass_ms(int64_t ms) {
  fake_port_clock_us += ms * 1000;
  return settle();
}

static bool begin(const char *source) {
  fake_sockets_reset();
  fake_port_reset();
  fake_moves_time = false;
  result_count = releases = 0;
  isere_options_defaults(&options);
  options.js_contexts = (uint32_t)contexts;
  options.js_heap_bytes = 1 << 20;
  options.function_timeout_ms = 60000;
  options.function_max_in_flight = 8;
  options.http_max_connections = 16;
  options.server_drain_timeout_ms = DRAIN_MS;
  server = isere_server_create(&options);
  size_t len;
  static void *first;
  free(first);
  first = image_of_source(source, &len);
  isere_image_error_t error;
  uint16_t port;
  return server != NULL && first != NULL && isere_server_load(server, first, len, &error) == 0 &&
         isere_server_listen(server, "127.0.0.1", 0, &port) == 0;
}

/** Ends the engines, so that leaks are seen. */
static bool end(void) {
  isere_http_close(server->http);
  (void)settle();
  bool clean = isere_server_close(server);
  for (uint32_t i = 0; i < server->instance_count; i++) {
    if (server->instances[i].source.order.release == NULL) continue;
    server->instances[i].source.order.release(NULL, server->instances[i].source.order.bytes);
  }
  return clean;
}

static void on_done(void *user, int result) {
  (void)user;
  results[result_count++] = result;
}

static void on_release(void *user, const void *bytes) {
  (void)user;
  releases++;
  free((void *)(uintptr_t)bytes);
}

static int replace(const char *source) {
  isere_replacement_t order = {.done = on_done, .release = on_release};
  order.bytes = image_of_source(source, &order.len);
  isere_image_error_t error;
  int result = isere_server_replace(server, &order, &error);
  if (result < 0) free((void *)(uintptr_t)order.bytes);
  return result;
}

/** Replaces and settles: the result. */
static int replaced(const char *source) {
  int count = result_count;
  int result = replace(source);
  if (result < 0) return result;
  if (!settle()) return NO_RESULT;
  return result_count == count + 1 ? results[count] : NO_RESULT;
}

static int client(void) {
  int number = fake_connect();
  fake_send(number, GET, sizeof GET - 1);
  (void)settle();
  return number;
}

/** What a new client is answered. */
static const char *answer(void) {
  return harness_last_body(client());
}

#define CHECK_END() CHECK(end())

/* --- with one context and with two -------------------------------------------------------------------------- */

static void new_requests_are_the_new_ones(void) {
  CHECK(begin(ANSWERS("a")));
  int old = client();
  CHECK_STR(harness_last_body(old), "a");
  CHECK_INT(replaced(ANSWERS("b")), 0);
  CHECK_STR(answer(), "b");
  CHECK(!fake_is_closed(old));
  fake_send(old, GET, sizeof GET - 1);
  CHECK(settle());
  CHECK_STR(harness_last_body(old), "b");
  CHECK_INT(releases, 0); /* the first image was loaded, not ordered */
  CHECK_END();
}

static void image_that_was_replaced_is_released_once(void) {
  CHECK(begin(ANSWERS("a")));
  for (int i = 0; i < 10; i++) {
    CHECK_INT(replaced(i % 2 == 0 ? ANSWERS("b") : ANSWERS("c")), 0);
    CHECK_INT(releases, i);
  }
  CHECK_STR(answer(), "c");
  CHECK_END();
  CHECK_INT(releases, 10);
}

static void image_that_is_refused_changes_nothing(void) {
  CHECK(begin(ANSWERS("a")));
  isere_replacement_t order = {.done = on_done, .release = on_release};
  char *bytes = image_of_source(ANSWERS("b"), &order.len);
  bytes[order.len - 9] ^= 1;
  order.bytes = bytes;
  isere_image_error_t error;
  CHECK_INT(isere_server_replace(server, &order, &error), ISERE_EBADIMAGE);
  CHECK_STR(error.reason, "the content does not match its SHA-256");
  free(bytes);
  CHECK(settle());
  CHECK_INT(result_count + releases, 0);
  CHECK_STR(answer(), "a");
  CHECK_END();
}

static void function_that_does_not_load_changes_nothing(void) {
  static const char *const wrong[] = {"throw new Error('no')", "export const other = 1", "syntax error",
                                      "await new Promise(() => {})"};
  CHECK(begin(ANSWERS("a")));
  for (int i = 0; i < 4; i++) {
    CHECK_INT(replaced(wrong[i]), ISERE_EEXCEPTION);
    CHECK_INT(releases, i + 1);
    CHECK_STR(answer(), "a");
  }
  CHECK(strstr(fake_port_log(), "Error: no") != NULL);
  CHECK_INT(replaced(ANSWERS("b")), 0);
  CHECK_STR(answer(), "b");
  CHECK_END();
}

static void function_that_loads_for_ever_changes_nothing(void) {
  CHECK(begin(ANSWERS("a")));
  fake_port_tick_us = 10000000;
  CHECK_INT(replaced("for (;;) {}"), ISERE_ETIMEOUT);
  fake_port_tick_us = 0;
  CHECK_STR(answer(), "a");
  CHECK_INT(replaced("const all = []; for (;;) all.push(new Uint8Array(1000))"), ISERE_ENOMEM);
  CHECK_STR(answer(), "a");
  CHECK_END();
}

/** A body that a slow client has not taken yet lies in the old function's memory. */
static void slow_client_gets_all_of_the_old_body(void) {
  CHECK(begin("export const handler = () => ({ body: 'x'.repeat(100000) })"));
  int slow = fake_connect();
  fake_take_at_most(slow, 1000);
  fake_send(slow, GET, sizeof GET - 1);
  CHECK(settle());
  CHECK_INT(replace(ANSWERS("b")), 0);
  CHECK(settle());
  CHECK_INT(result_count, contexts == 2 ? 1 : 0);
  fake_take_at_most(slow, SIZE_MAX);
  CHECK(settle());
  CHECK_INT(strlen(harness_last_body(slow)), 100000);
  CHECK_INT(result_count, 1);
  CHECK_STR(answer(), "b");
  CHECK_END();
}

/** Of two orders that come before the first has an outcome the later one counts. */
static void later_order_takes_the_place_of_one_that_waits(void) {
  CHECK(begin(WAITS("a", "500")));
  (void)client();
  CHECK_INT(replaced(WAITS("b", "500")), contexts == 2 ? 0 : NO_RESULT);
  if (contexts == 2) (void)client();
  int before = result_count;
  CHECK_INT(replace(ANSWERS("c")), 0);
  CHECK_INT(replace(ANSWERS("d")), 0);
  CHECK_INT(results[result_count - 1], ISERE_ESUPERSEDED);
  CHECK(pass_ms(500));
  CHECK_INT(results[result_count - 1], 0);
  CHECK_INT(result_count, before + (contexts == 2 ? 2 : 3));
  CHECK(pass_ms(500));
  CHECK_STR(answer(), "d");
  CHECK_END();
}

/** The limit of patience: what is in flight then is answered, and the new function comes. */
static void old_function_that_does_not_finish_is_cut_off(void) {
  CHECK(begin(WAITS("a", "50000")));
  int first = client();
  /* With two contexts the first order finds an empty one. */
  if (contexts == 2) CHECK_INT(replaced(ANSWERS("b")), 0);
  CHECK_INT(replaced(ANSWERS("c")), NO_RESULT);
  CHECK(pass_ms(DRAIN_MS - 1));
  CHECK_STR(harness_statuses(first), "");
  CHECK(pass_ms(2));
  CHECK_STR(harness_statuses(first), "503");
  CHECK(strstr(harness_last_body(first), "requestId") != NULL);
  CHECK(!fake_is_closed(first));
  CHECK_INT(results[result_count - 1], 0);
  CHECK_STR(answer(), "c");
  CHECK_END();
}

static void server_that_stops_makes_no_replacement(void) {
  CHECK(begin(WAITS("a", "500")));
  int first = client();
  if (contexts == 2) CHECK_INT(replaced(WAITS("b", "500")), 0);
  int second = fake_connect();
  CHECK_INT(replace(ANSWERS("c")), 0);
  fake_send(second, GET, sizeof GET - 1);
  CHECK(settle());
  isere_server_stop(server);
  CHECK(settle());
  CHECK_INT(results[result_count - 1], ISERE_ECLOSED);
  CHECK_INT(replace(ANSWERS("d")), ISERE_ECLOSED);
  CHECK(pass_ms(500));
  CHECK_STR(harness_last_body(first), "a");
  CHECK_STR(harness_last_body(second), contexts == 2 ? "b" : "a");
  CHECK_END();
}

/** A function that broke and does not load again is replaced by one that does. */
static void broken_function_is_replaced(void) {
  CHECK(begin("let loads = (globalThis.loads = 1); export const handler = () => { for (;;) {} }"));
  fake_port_tick_us = 10000000;
  int first = client();
  fake_port_tick_us = 0;
  CHECK_STR(harness_statuses(first), "504");
  server->current->is_loaded = false;
  isere_js_discard(server->current->js);
  CHECK(strncmp(answer(), "{\"message\":\"Service Unavailable\"", 32) == 0);
  CHECK_INT(replaced(ANSWERS("b")), 0);
  CHECK_STR(answer(), "b");
  CHECK_END();
}

/* --- with two contexts -------------------------------------------------------------------------------------- */

static void calls_in_flight_finish_in_the_old_function(void) {
  contexts = 2;
  CHECK(begin(WAITS("a", "500")));
  int old = client();
  CHECK_INT(replaced(ANSWERS("b")), 0);
  CHECK_STR(answer(), "b");
  CHECK_STR(harness_statuses(old), "");
  CHECK(pass_ms(500));
  CHECK_STR(harness_last_body(old), "a");
  CHECK(!server->instances[0].is_loaded);
  CHECK_INT(isere_js_memory(server->instances[0].js).used, 0);
  CHECK_END();
}

/** An order that waits for the old function's calls and then fails: what was current stays, and each image goes once.
 */
static void order_that_waited_may_fail(void) {
  contexts = 2;
  CHECK(begin(ANSWERS("a")));
  CHECK_INT(replaced(WAITS("b", "500")), 0);
  int old = client();
  CHECK_INT(replaced(ANSWERS("c")), 0);
  CHECK_INT(replaced("throw new Error('no')"), NO_RESULT);
  CHECK_INT(releases, 0);
  CHECK(pass_ms(500));
  CHECK_INT(results[result_count - 1], ISERE_EEXCEPTION);
  CHECK_INT(releases, 2);
  CHECK_STR(harness_last_body(old), "b");
  CHECK_STR(answer(), "c");
  CHECK_END();
}

/** Timers that an old function has left do not keep it, nor fire, once its calls have ended. */
static void what_an_old_function_has_planned_is_dropped(void) {
  contexts = 2;
  CHECK(begin("setInterval(() => console.log('tick'), 100); " ANSWERS("a")));
  CHECK_STR(answer(), "a");
  CHECK_INT(replaced(ANSWERS("b")), 0);
  fake_port_clear_log();
  CHECK(pass_ms(1000));
  CHECK_STR(fake_port_log(), "");
  CHECK_END();
}

static void old_function_that_breaks_takes_only_its_own_calls_along(void) {
  contexts = 2;
  CHECK(begin("export const handler = (e) => new Promise(() => setTimeout(() => { for (;;) {} }, 100))"));
  int old = client();
  CHECK_INT(replaced(WAITS("b", "200")), 0);
  int new = client();
  fake_port_clock_us += 100000;
  fake_port_tick_us = 10000;
  for (int i = 0; i < 3; i++)
    (void)isere_loop_turn(&server->loop);
  fake_port_tick_us = 0;
  CHECK(settle());
  CHECK_STR(harness_statuses(old), "504");
  CHECK(pass_ms(200));
  CHECK_STR(harness_last_body(new), "b");
  CHECK(strstr(fake_port_log(), "it was being replaced") != NULL);
  CHECK(!server->instances[0].is_loaded && server->instances[1].is_loaded);
  CHECK_END();
}

static void each_function_has_calls_of_its_own(void) {
  contexts = 2;
  CHECK(begin(WAITS("a", "500")));
  int olds[8];
  for (int i = 0; i < 8; i++)
    olds[i] = client();
  int refused = client();
  CHECK_STR(harness_statuses(refused), "503");
  CHECK_INT(replaced(ANSWERS("b")), 0);
  CHECK_STR(answer(), "b");
  CHECK(pass_ms(500));
  for (int i = 0; i < 8; i++)
    CHECK_STR(harness_last_body(olds[i]), "a");
  CHECK_END();
}

/* --- with one context --------------------------------------------------------------------------------------- */

static void requests_wait_until_the_old_function_has_finished(void) {
  contexts = 1;
  CHECK(begin(WAITS("a", "500")));
  int old = client();
  CHECK_INT(replace(ANSWERS("b")), 0);
  int waiting = client();
  fake_send(old, GET GET, 2 * (sizeof GET - 1));
  CHECK(settle());
  CHECK_STR(harness_statuses(waiting), "");
  CHECK(pass_ms(500));
  CHECK_STR(harness_last_body(waiting), "b");
  CHECK_STR(harness_statuses(old), "200 200 200");
  CHECK_STR(harness_last_body(old), "b");
  CHECK_END();
}

/** A request that waits is no request that is late, whatever the limits of its connection. */
static void waiting_costs_no_connection(void) {
  contexts = 1;
  CHECK(begin(WAITS("a", "900")));
  options.http_header_timeout_ms = 100;
  int old = client();
  CHECK_INT(replace(ANSWERS("b")), 0);
  int waiting = client();
  int gone = client();
  fake_abort(gone);
  CHECK(pass_ms(890));
  CHECK(!fake_is_closed(waiting));
  CHECK(pass_ms(10));
  CHECK_STR(harness_last_body(old), "a");
  CHECK_STR(harness_last_body(waiting), "b");
  CHECK_END();
}

static void function_that_comes_back_has_fresh_state(void) {
  contexts = 1;
  CHECK(begin("let n = 0; export const handler = () => ({ body: 'n' + ++n })"));
  CHECK_STR(answer(), "n1");
  CHECK_STR(answer(), "n2");
  CHECK_INT(replaced("throw new Error('no')"), ISERE_EEXCEPTION);
  CHECK_STR(answer(), "n1");
  CHECK_END();
}

int main(void) {
  for (contexts = 1; contexts <= 2; contexts++) {
    RUN(new_requests_are_the_new_ones);
    RUN(image_that_was_replaced_is_released_once);
    RUN(image_that_is_refused_changes_nothing);
    RUN(function_that_does_not_load_changes_nothing);
    RUN(function_that_loads_for_ever_changes_nothing);
    RUN(slow_client_gets_all_of_the_old_body);
    RUN(later_order_takes_the_place_of_one_that_waits);
    RUN(old_function_that_does_not_finish_is_cut_off);
    RUN(server_that_stops_makes_no_replacement);
    RUN(broken_function_is_replaced);
  }
  RUN(calls_in_flight_finish_in_the_old_function);
  RUN(order_that_waited_may_fail);
  RUN(what_an_old_function_has_planned_is_dropped);
  RUN(old_function_that_breaks_takes_only_its_own_calls_along);
  RUN(each_function_has_calls_of_its_own);
  RUN(requests_wait_until_the_old_function_has_finished);
  RUN(waiting_costs_no_connection);
  RUN(function_that_comes_back_has_fresh_state);
  return isere_test_finish();
}
