/**
 * @file
 * The server of http_harness.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http_harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isere/options.h"

#define MAX_WAITING 4096
/** What a path may ask for at most. */
#define LARGEST_NUMBER (1 << 17)

isere_http_t *http;
isere_loop_t loop;
isere_options_t harness_options;
int harness_held, harness_released, harness_nested;

/** A request of /later: whom to answer, and what. */
typedef struct {
  isere_exchange_t *exchange;
  char text[32];
} waiting_t;

static waiting_t waiting[MAX_WAITING];
static int waiting_first, waiting_end;
static bool is_in_handler;

static void on_release(void *owner) {
  free(owner);
  harness_released++;
}

static unsigned long number(isere_str_t text) {
  char digits[16] = {0};
  memcpy(digits, text.ptr, text.len < 15 ? text.len : 15);
  unsigned long value = strtoul(digits, NULL, 10);
  return value < LARGEST_NUMBER ? value : LARGEST_NUMBER;
}

static void respond_held(isere_exchange_t *exchange, isere_response_t *response, size_t len) {
  char *body = malloc(len > 0 ? len : 1);
  if (body == NULL) abort();
  for (size_t i = 0; i < len; i++)
    body[i] = (char)('a' + i % 26);
  response->body = (isere_str_t){body, len};
  response->release = on_release;
  response->owner = body;
  harness_held++;
  isere_http_respond(http, exchange, response);
}

static void respond_echo(isere_exchange_t *exchange, isere_response_t *response, const isere_request_t *request) {
  static char body[1 << 17];
  int len =
      snprintf(body, sizeof body, "%.*s %.*s %.*s ", (int)request->method.len, request->method.ptr,
               (int)request->raw_path.len, request->raw_path.ptr, (int)request->raw_query.len, request->raw_query.ptr);
  if (request->has_body != (request->body.len > 0)) abort();
  if (request->body.len > 0) memcpy(body + len, request->body.ptr, request->body.len);
  response->body = (isere_str_t){body, (size_t)len + request->body.len};
  isere_http_respond(http, exchange, response);
}

/** Touches every byte that the handler is given, so that AddressSanitizer can judge them. */
static unsigned read_all(const isere_request_t *request) {
  unsigned sum = 1;
  for (size_t i = 0; i < request->header_count; i++) {
    for (size_t j = 0; j < request->headers[i].name.len; j++)
      sum += (unsigned char)request->headers[i].name.ptr[j];
    for (size_t j = 0; j < request->headers[i].value.len; j++)
      sum += (unsigned char)request->headers[i].value.ptr[j];
  }
  for (size_t i = 0; i < request->body.len; i++)
    sum += (unsigned char)request->body.ptr[i];
  return sum;
}

static void respond_host(isere_exchange_t *exchange, isere_response_t *response, const isere_request_t *request) {
  response->body = ISERE_STR("none");
  for (size_t i = 0; i < request->header_count; i++) {
    if (isere_str_equal_nocase(request->headers[i].name, ISERE_STR("host"))) response->body = request->headers[i].value;
  }
  isere_http_respond(http, exchange, response);
}

static void respond_own(isere_exchange_t *exchange, isere_response_t *response) {
  static const isere_header_t own[] = {
      {{"Content-Length", 14}, {"1", 1}}, {{"connection", 10}, {"upgrade", 7}}, {{"Transfer-Encoding", 17}, {"x", 1}},
      {{"Keep-Alive", 10}, {"x", 1}},     {{"UPGRADE", 7}, {"x", 1}},           {{"TE", 2}, {"x", 1}},
  };
  response->headers = own;
  response->header_count = sizeof own / sizeof own[0];
  isere_http_respond(http, exchange, response);
}

static void answer(isere_exchange_t *exchange, const isere_request_t *request) {
  static char large[LARGEST_NUMBER];
  isere_header_t header = {ISERE_STR("X-A"), ISERE_STR("b")};
  isere_response_t response = {.status = 200, .headers = &header, .header_count = 1, .body = ISERE_STR("hello")};
  isere_str_t path = request->raw_path;
  if (isere_str_equal(path, ISERE_STR("/echo"))) {
    respond_echo(exchange, &response, request);
  } else if (isere_str_equal(path, ISERE_STR("/host"))) {
    respond_host(exchange, &response, request);
  } else if (isere_str_equal(path, ISERE_STR("/own"))) {
    respond_own(exchange, &response);
  } else if (isere_str_equal(path, ISERE_STR("/held"))) {
    respond_held(exchange, &response, number(request->raw_query));
  } else if (isere_str_equal(path, ISERE_STR("/later"))) {
    waiting_t *place = &waiting[waiting_end++ % MAX_WAITING];
    place->exchange = exchange;
    snprintf(place->text, sizeof place->text, "%.*s", (int)request->raw_query.len, request->raw_query.ptr);
  } else if (isere_str_equal(path, ISERE_STR("/status"))) {
    response.status = (uint16_t)number(request->raw_query);
    response.body = ISERE_STR("abc");
    isere_http_respond(http, exchange, &response);
  } else if (isere_str_equal(path, ISERE_STR("/fields"))) {
    memset(large, 'v', sizeof large);
    header.value = (isere_str_t){large, number(request->raw_query)};
    isere_http_respond(http, exchange, &response);
  } else {
    isere_http_respond(http, exchange, &response);
  }
}

static void on_request(void *user, isere_exchange_t *exchange, const isere_request_t *request) {
  (void)user;
  if (is_in_handler) harness_nested++;
  is_in_handler = true;
  if (read_all(request) == 0) abort();
  answer(exchange, request);
  is_in_handler = false;
}

static void on_prepare(void *user) {
  (void)user;
  isere_http_flush(http);
}

void harness_default_options(void) {
  isere_options_defaults(&harness_options);
  harness_options.http_max_connections = 64;
  harness_options.http_max_header_bytes = 1024;
  harness_options.http_max_headers = 16;
  harness_options.http_max_target_bytes = 256;
  harness_options.http_max_body_bytes = 2048;
  harness_options.http_body_buffers = 4;
  harness_options.http_send_buffer_bytes = 1024;
  /* Tests of the other timeouts have nothing to do with this one. */
  harness_options.http_busy_timeout_ms = 3600000;
}

void harness_begin(void) {
  fake_sockets_reset();
  fake_port_reset();
  fake_moves_time = false;
  waiting_first = waiting_end = 0;
  harness_held = harness_released = harness_nested = 0;
  uint32_t connections = harness_options.http_max_connections;
  uint16_t port;
  if (isere_loop_init(&loop, connections + 1, connections + ISERE_HTTP_EXTRA_TIMERS, on_prepare, NULL) != 0) abort();
  http = isere_http_create(&loop, &harness_options, on_request, NULL);
  if (http == NULL || isere_http_listen(http, "127.0.0.1", 0, &port) != 0) abort();
}

bool harness_settle(void) {
  for (int i = 0; i < 20000; i++) {
    if (isere_loop_turn(&loop) != 0) return false;
    if (fake_is_idle) return true;
  }
  return false;
}

void harness_pass_ms(int64_t ms) {
  fake_port_clock_us += ms * 1000;
  if (!harness_settle()) abort();
}

int harness_client(const char *text) {
  int client = fake_connect();
  harness_say(client, text);
  return client;
}

void harness_say(int client, const char *text) {
  fake_send(client, text, strlen(text));
  if (!harness_settle()) abort();
}

int harness_upload(const char *head) {
  char body[HARNESS_UPLOAD_BYTES];
  memset(body, 'b', sizeof body);
  int client = harness_client(head);
  fake_send(client, body, sizeof body);
  if (!harness_settle()) abort();
  return client;
}

int harness_waiting(void) {
  return waiting_end - waiting_first;
}

bool harness_answer_next(void) {
  if (harness_waiting() == 0) return false;
  waiting_t *place = &waiting[waiting_first++ % MAX_WAITING];
  isere_response_t response = {.status = 200, .body = {place->text, strlen(place->text)}};
  isere_http_respond(http, place->exchange, &response);
  return true;
}

/** Where the response at @p at ends, or NULL when it is not whole. A response to HEAD is not told apart. */
static const char *end_of_response(const char *at, const char **body) {
  const char *end = strstr(at, "\r\n\r\n");
  if (end == NULL) return NULL;
  *body = end + 4;
  const char *length = strstr(at, "\r\nContent-Length: ");
  if (length == NULL || length > end) return *body;
  size_t count = strtoul(length + 18, NULL, 10);
  return strlen(*body) >= count ? *body + count : NULL;
}

const char *harness_statuses(int client) {
  static char out[65536];
  size_t len = 0;
  out[0] = '\0';
  for (const char *at = fake_output(client, NULL), *body; *at != '\0';) {
    const char *end = strncmp(at, "HTTP/1.1 ", 9) == 0 ? end_of_response(at, &body) : NULL;
    if (end == NULL || len + 5 > sizeof out) return "garbage";
    len += (size_t)snprintf(out + len, sizeof out - len, "%s%.3s", len > 0 ? " " : "", at + 9);
    at = end;
  }
  return out;
}

const char *harness_last_body(int client) {
  const char *last = "";
  for (const char *at = fake_output(client, NULL), *body; at != NULL && *at != '\0'; at = end_of_response(at, &body)) {
    last = end_of_response(at, &body) != NULL ? body : "(cut)";
  }
  return last;
}

const char *harness_leak(void) {
  isere_http_stats_t stats = isere_http_stats(http);
  if (stats.open != 0) return "a connection";
  if (stats.in_flight != 0) return "a request";
  if (http->receive_buffers.free_count != http->receive_buffers.count) return "a receive buffer";
  if (http->send_buffers.free_count != harness_options.http_max_connections) return "a send buffer";
  if (http->body_buffers.free_count != harness_options.http_body_buffers) return "a body buffer";
  if (harness_held != harness_released) return "a held body";
  if (http->runnable.next != &http->runnable || http->body_queue.next != &http->body_queue) return "a ring";
  if (http->input_queue.next != &http->input_queue) return "a place in the queue for a receive buffer";
  if (loop.timer_count != 0) return "a timer";
  return NULL;
}
