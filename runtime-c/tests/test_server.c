/**
 * @file
 * Tests of src/main: the whole runtime in memory, with clients whose every byte is in the test's hand.
 *
 * The loop is inside of the server and runs until it is told to stop; these tests turn it themselves, and so include
 * the file instead of linking it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fake_port.h"
#include "fake_sockets.h"
#include "heap_over_malloc.h"
#include "image/sha256.h"
#include "isere_test.h"
#include "main/server.c"  // NOLINT(bugprone-suspicious-include)

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

static isere_server_t *server;
static isere_options_t options;

/* --- a function image ----------------------------------------------------------------------------------------- */

static _Alignas(8) uint8_t image[16384];
static size_t image_len;

static void put_u32(uint8_t *out, size_t n) {
  for (int i = 0; i < 4; i++)
    out[i] = (uint8_t)(n >> 8 * i);
}

static void add_record(const char *key, const void *value, size_t value_len) {
  uint8_t *record = image + image_len;
  size_t key_len = strlen(key);
  record[0] = (uint8_t)key_len;
  put_u32(record + 4, value_len);
  memcpy(record + 8, key, key_len);
  memcpy(record + 8 + key_len, value, value_len);
  image_len += 8 + (key_len + value_len + 3) / 4 * 4;
}

static void add_entry(int index, const char *type, size_t start) {
  uint8_t *entry = image + 64 + 16 * index;
  memcpy(entry, type, 4);
  entry[4] = strcmp(type, "META") != 0;
  put_u32(entry + 8, start);
  put_u32(entry + 12, image_len - start);
  image_len = (image_len + 7) / 8 * 8;
}

/** An image of source text (docs/function-image.md). */
static void make_image(const char *source) {
  memset(image, 0, sizeof image);
  image_len = 64 + 3 * 16;
  size_t start = image_len;
  add_record("abi", "\1\0\0\0\0\0\0\0", 8);
  add_entry(0, "REQS", start);
  start = image_len;
  add_record("name", "hello", 5);
  add_record("version", "1", 1);
  add_entry(1, "META", start);
  start = image_len;
  memcpy(image + start, source, strlen(source));
  image_len += strlen(source);
  add_entry(2, "SRCE", start);
  memcpy(image, "\x89ISERE\r\n\1\0\x40\0", 12);
  put_u32(image + 12, image_len);
  put_u32(image + 48, 3);
  isere__sha256(image + 48, image_len - 48, image + 16);
}

/* --- the server ----------------------------------------------------------------------------------------------- */

static bool begin(const char *handler) {
  fake_sockets_reset();
  fake_port_reset();
  isere_log_set_level(ISERE_LOG_INFO);
  isere_options_defaults(&options);
  options.js_heap_bytes = 4 * 1024 * 1024;
  options.http_max_connections = 8;
  options.http_max_body_bytes = 4096;
  options.http_body_buffers = 1;
  options.function_timeout_ms = 1000;
  server = isere_server_create(&options);
  static char source[8192];
  (void)snprintf(source, sizeof source, "export const handler = %s", handler);
  make_image(source);
  isere_image_error_t error = {0};
  uint16_t port;
  return server != NULL && isere_server_load(server, image, image_len, &error) == 0 &&
         isere_server_listen(server, "127.0.0.1", 0, &port) == 0;
}

/** Turns the loop until nothing is left to do now. */
static void settle(void) {
  fake_moves_time = false;
  for (int i = 0; i < 100 && !server->loop.stop_requested; i++) {
    (void)isere_loop_turn(&server->loop);
    if (fake_is_idle) break;
  }
  fake_moves_time = true;
}

static void pass_ms(int64_t ms) {
  fake_port_clock_us += ms * 1000;
  settle();
}

static int client_of(const char *text) {
  int client = fake_connect();
  fake_send(client, text, strlen(text));
  settle();
  return client;
}

static bool got(int client, const char *text) {
  return strstr(fake_output(client, NULL), text) != NULL;
}

/** Lets every look at the clock take this long, for one request. */
static int slow_client(const char *text) {
  fake_port_tick_us = 1000;
  int client = client_of(text);
  fake_port_tick_us = 0;
  return client;
}

/* --- recycling ------------------------------------------------------------------------------------------------ */

#define LOOP_LATER_OK                                                                         \
  "(event) => { if (event.path === '/loop') for (;;) ;"                                       \
  "  if (event.path === '/fill') { const all = []; for (;;) all.push({ all }) }"              \
  "  if (event.path === '/large') return 'x'.repeat(100000);"                                 \
  "  if (event.path === '/later') return new Promise(r => setTimeout(() => r('late'), 500));" \
  "  return 'fine' }"

static void an_endless_loop_ends_every_request_with_its_id(void) {
  CHECK(begin(LOOP_LATER_OK));
  int waiting = client_of(GET("/later"));
  int looping = slow_client(GET("/loop"));
  CHECK(got(waiting, "HTTP/1.1 504 Gateway Timeout\r\n"));
  CHECK(got(waiting, "{\"message\":\"Gateway Timeout\",\"requestId\":\"7a55300b-00000001\"}"));
  CHECK(got(looping, "{\"message\":\"Gateway Timeout\",\"requestId\":\"7a55300b-00000002\"}"));
  CHECK_STR(fake_port_log(),
            "error [7a55300b-00000002] the function ran too long without a break (function.timeout_ms: "
            "1000); starting the function afresh\n    at handler (handler.js:1:52)\n");
  CHECK(got(client_of(GET("/")), "fine"));
}

static void a_full_heap_ends_every_request_with_its_id(void) {
  CHECK(begin(LOOP_LATER_OK));
  int waiting = client_of(GET("/later"));
  int filling = client_of(GET("/fill"));
  CHECK(got(waiting, "{\"message\":\"Service Unavailable\",\"requestId\":\"7a55300b-00000001\"}"));
  CHECK(got(filling, "{\"message\":\"Service Unavailable\",\"requestId\":\"7a55300b-00000002\"}"));
  CHECK(strstr(fake_port_log(), "error [7a55300b-00000002] the function ran out of memory (js.heap_bytes: ") != NULL);
  CHECK(got(client_of(GET("/")), "fine"));
}

static void a_response_that_breaks_its_context_ends_with_its_id(void) {
  CHECK(begin("(event) => ({ get body() { const all = []; for (;;) event.path === '/fill' && all.push({ all }) } })"));
  CHECK(got(client_of(GET("/fill")), "{\"message\":\"Service Unavailable\",\"requestId\":\"7a55300b-00000001\"}"));
  CHECK(strstr(fake_port_log(), "error [7a55300b-00000001] the function ran out of memory") != NULL);
  CHECK(got(slow_client(GET("/loop")), "{\"message\":\"Gateway Timeout\",\"requestId\":\"7a55300b-00000002\"}"));
  CHECK(strstr(fake_port_log(), "error [7a55300b-00000002] the function ran too long") != NULL);
}

/** Its bytes lie in the arena that is thrown away: the client gets an end too early, and never other bytes. */
static void a_response_under_way_is_cut_when_its_context_goes(void) {
  CHECK(begin(LOOP_LATER_OK));
  int reader = fake_connect();
  fake_take_at_most(reader, 30000);
  fake_send(reader, GET("/large"), strlen(GET("/large")));
  settle();
  CHECK(got(reader, "Content-Length: 100000\r\n"));
  CHECK(!fake_is_closed(reader));
  CHECK(got(slow_client(GET("/loop")), "504"));
  CHECK(fake_is_closed(reader));
  fake_take_at_most(reader, SIZE_MAX);
  settle();
  size_t len;
  const char *body = strstr(fake_output(reader, &len), "\r\n\r\n") + 4;
  CHECK_INT(len, 30000);
  CHECK_INT(strspn(body, "x"), strlen(body));
}

static void a_function_that_loads_no_more_is_tried_again_and_again(void) {
  CHECK(begin(LOOP_LATER_OK));
  fake_port_tick_us = 1000000; /* loading takes too long too */
  int client = fake_connect();
  fake_send(client, GET("/loop"), strlen(GET("/loop")));
  settle();
  for (int i = 0; i < 1000; i++)
    settle();
  static const int pauses_ms[] = {100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000};
  const char *at = fake_port_log();
  for (size_t i = 0; i < sizeof pauses_ms / sizeof pauses_ms[0]; i++) {
    at = strstr(at, "next attempt in ");
    if (at == NULL) FAIL("%zu attempts only:\n%s", i, fake_port_log());
    at += strlen("next attempt in ");
    CHECK_INT(strtol(at, NULL, 10), pauses_ms[i]);
  }
  fake_port_tick_us = 0;
  CHECK(got(client_of(GET("/")), "503 Service Unavailable"));
  pass_ms(30000);
  CHECK(got(client_of(GET("/")), "fine"));
}

/* --- allocations that fail ------------------------------------------------------------------------------------- */

#define ANSWERS                                                                                      \
  "async (event) => { if (event.path === '/loop') for (;;) ;"                                        \
  "  if (event.path === '/throw') throw new TypeError('oh')\n;"                                      \
  "  if (event.path === '/later') return new Promise(r => setTimeout(r, 500, { body: event }));"     \
  "  if (event.path === '/json') return { headers: { a: ['b', 1] }, body: JSON.parse(event.body) };" \
  "  return event.body ?? 'fine' }"

/** Whole responses at the beginning of a text, each with a status that may be; -1: something else. */
static int responses_in(const char *text, size_t len) {
  int count = 0;
  for (const char *at = text, *end = text + len; at < end; count++) {
    const char *body = strstr(at, "\r\n\r\n");
    const char *length = strstr(at, "Content-Length: ");
    if (strncmp(at, "HTTP/1.1 ", 9) != 0) return -1;
    if (strncmp(at + 9, "200", 3) != 0 && strncmp(at + 9, "50", 2) != 0) return -1;
    if (body == NULL || length == NULL || length > body) return count;
    at = body + 4 + strtol(length + 16, NULL, 10);
    if (at > end) return count;
  }
  return count;
}

/** Sends a text with requests while the allocation of that number fails. True: fewer took place. */
static bool is_served_when_it_fails(const char *requests, int wanted, long number) {
  heap_fails_in = number;
  int client = client_of(requests);
  pass_ms(501);
  bool was_last = heap_fails_in > 0;
  heap_fails_in = 0;
  size_t len;
  const char *output = fake_output(client, &len);
  int responses = responses_in(output, len);
  int next = client_of(GET("/"));
  bool is_proper = responses == wanted || (responses >= 0 && fake_is_closed(client));
  if (!is_proper || !got(next, "HTTP/1.1 200 OK") || !got(next, "fine")) {
    printf("%s\n  allocation %ld: %s\n  then: %s\n%s", requests, number, output, fake_output(next, NULL),
           fake_port_log());
    isere_test_failed = 1;
  }
  fake_abort(client);
  fake_abort(next);
  settle();
  fake_port_clear_log();
  return was_last || isere_test_failed;
}

static void every_allocation_of_a_request_may_fail(void) {
  static const struct {
    const char *requests;
    int wanted;
  } cases[] = {
      {GET("/"), 1},
      {GET("/a?b=c&b=%C3%BC") GET("/later") GET("/throw") GET("/"), 4},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x\r\n \xC3\xBC\r\n0\r\nT: "
       "u\r\n\r\n",
       1},
      {"POST /json HTTP/1.1\r\nHost: a\r\nCookie: a=1; b=2\r\nContent-Length: 15\r\n\r\n{\"a\":[1,2,\"x\"]}", 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    CHECK(begin(ANSWERS));
    long number = 1;
    while (!is_served_when_it_fails(cases[i].requests, cases[i].wanted, number))
      number++;
    CHECK(!isere_test_failed);
    CHECK(number > 20); /* or none took place */
  }
}

static void every_allocation_of_a_fresh_start_may_fail(void) {
  CHECK(begin(ANSWERS));
  bool was_last = false;
  for (long number = 1; !was_last; number += 41) {
    heap_fails_in = number;
    (void)slow_client(GET("/loop"));
    was_last = heap_fails_in > 0;
    heap_fails_in = 0;
    pass_ms(30000);
    if (!got(client_of("GET / HTTP/1.0\r\n\r\n"), "fine")) FAIL("allocation %ld\n%s", number, fake_port_log());
    fake_port_clear_log();
  }
}

/* --- stopping ------------------------------------------------------------------------------------------------- */

static void break_times(int times) {
  for (int i = 0; i < times; i++)
    client_of("GET /fill HTTP/1.0\r\n\r\n");
}

static void a_function_that_does_nothing_but_break_is_paused(void) {
  CHECK(begin(LOOP_LATER_OK));
  break_times(4);
  CHECK(got(client_of("GET / HTTP/1.0\r\n\r\n"), "fine"));
  break_times(5);
  const char *reason = "the function ran out of memory, 5 times in a row; it is paused for 100 ms";
  CHECK(got(client_of("GET / HTTP/1.0\r\n\r\n"), "503 Service Unavailable"));
  CHECK(got(client_of("GET / HTTP/1.0\r\n\r\n"), reason));
  pass_ms(101);
  break_times(1);
  CHECK(got(client_of("GET / HTTP/1.0\r\n\r\n"), "6 times in a row; it is paused for 200 ms"));
  pass_ms(101);
  CHECK(got(client_of("GET / HTTP/1.0\r\n\r\n"), "503 Service Unavailable"));
  pass_ms(101);
  CHECK(got(client_of("GET / HTTP/1.0\r\n\r\n"), "fine"));
  break_times(5);
  CHECK(got(client_of("GET / HTTP/1.0\r\n\r\n"), reason));
}

static void a_function_may_be_loaded_later(void) {
  CHECK(begin(LOOP_LATER_OK));
  isere_image_error_t error = {0};
  server = isere_server_create(&options);
  CHECK_INT(isere_server_load_later(server, image, image_len, "it did harm", 500, &error), 0);
  uint16_t port;
  CHECK_INT(isere_server_listen(server, "127.0.0.1", 0, &port), 0);
  CHECK(got(client_of("GET / HTTP/1.0\r\n\r\n"), "\"detail\":\"it did harm\""));
  pass_ms(501);
  CHECK(got(client_of("GET / HTTP/1.0\r\n\r\n"), "fine"));
  image[20] ^= 1;
  CHECK_INT(isere_server_load_later(server, image, image_len, "it did harm", 500, &error), ISERE_EBADIMAGE);
}

static void stopping_lets_requests_finish(void) {
  CHECK(begin(LOOP_LATER_OK));
  int idle = client_of(GET("/"));
  int busy = client_of(GET("/later"));
  isere_server_stop(server);
  settle();
  CHECK(!fake_is_listening());
  CHECK(fake_is_closed(idle));
  CHECK(!fake_is_closed(busy));
  CHECK(!server->loop.stop_requested);
  pass_ms(500);
  CHECK(got(busy, "late"));
  CHECK(got(busy, "Connection: close\r\n"));
  CHECK(server->loop.stop_requested);
}

static void stopping_twice_closes_at_once(void) {
  CHECK(begin(LOOP_LATER_OK));
  int busy = client_of(GET("/later"));
  isere_server_stop(server);
  settle();
  isere_server_stop(server);
  settle();
  CHECK(fake_is_closed(busy));
  CHECK(server->loop.stop_requested);
}

static void two_stops_at_once_close_at_once(void) {
  CHECK(begin(LOOP_LATER_OK));
  int busy = client_of(GET("/later"));
  isere_server_stop(server);
  isere_server_stop(server);
  settle();
  CHECK(fake_is_closed(busy));
  CHECK(server->loop.stop_requested);
}

static void stopping_waits_no_longer_than_it_may(void) {
  CHECK(begin("() => new Promise(() => {})"));
  server->options.server_drain_timeout_ms = 200;
  int busy = client_of(GET("/"));
  isere_server_stop(server);
  settle();
  pass_ms(199);
  CHECK(!server->loop.stop_requested);
  pass_ms(1);
  CHECK(fake_is_closed(busy));
  CHECK(server->loop.stop_requested);
  CHECK(strstr(fake_port_log(), "warn [] not every request was finished in time") != NULL);
}

/* --- without a function --------------------------------------------------------------------------------------- */

static void a_refused_image_leaves_a_server_that_says_why(void) {
  CHECK(begin(LOOP_LATER_OK));
  server = isere_server_create(&options);
  image[image_len - 1] ^= 1;
  isere_image_error_t error = {0};
  CHECK_INT(isere_server_load(server, image, image_len, &error), ISERE_EBADIMAGE);
  CHECK_STR(error.reason, "the content does not match its SHA-256");
  isere_server_explain_absence(server, error.reason);
  uint16_t port;
  fake_sockets_reset();
  CHECK_INT(isere_server_listen(server, "127.0.0.1", 0, &port), 0);
  int client = client_of(GET("/"));
  CHECK(got(client, "503 Service Unavailable"));
  CHECK(got(client, "\"detail\":\"the content does not match its SHA-256\""));
}

int main(void) {
  RUN(an_endless_loop_ends_every_request_with_its_id);
  RUN(a_full_heap_ends_every_request_with_its_id);
  RUN(a_response_that_breaks_its_context_ends_with_its_id);
  RUN(a_response_under_way_is_cut_when_its_context_goes);
  RUN(every_allocation_of_a_request_may_fail);
  RUN(every_allocation_of_a_fresh_start_may_fail);
  RUN(a_function_that_loads_no_more_is_tried_again_and_again);
  RUN(a_function_that_does_nothing_but_break_is_paused);
  RUN(a_function_may_be_loaded_later);
  RUN(stopping_lets_requests_finish);
  RUN(stopping_twice_closes_at_once);
  RUN(two_stops_at_once_close_at_once);
  RUN(stopping_waits_no_longer_than_it_may);
  RUN(a_refused_image_leaves_a_server_that_says_why);
  return isere_test_finish();
}
