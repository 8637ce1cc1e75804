/**
 * @file
 * Joins the HTTP server and the JavaScript side: hands requests over, brings answers back, recycles a context that ran
 * out of memory or time, and shuts down in order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/server.h"

#include <string.h>

#include "isere/options.h"

enum {
  /** Pauses between attempts to load a function that fails to load again; they double from the first to the last. */
  FIRST_RELOAD_PAUSE_MS = 100,
  LAST_RELOAD_PAUSE_MS = 30000,
};

/** A request that is with the function. */
typedef struct call {
  isere_exchange_t *exchange;
  struct call *next;
  struct call *previous;
} call_t;

struct isere_server {
  isere_options_t options;
  isere_loop_t loop;
  isere_http_t *http;
  isere_js_t *js;
  isere_image_t image;
  bool has_function;   /* the function of image is loaded */
  const char *absence; /* why it is not */
  call_t in_flight;    /* the head of a ring */
  call_t *free_calls;
  isere_timer_t reload_timer;
  uint32_t reload_pause_ms;
  isere_timer_t drain_timer;
  volatile int stops_requested;
  int stops_handled;
};

static isere_server_t *server_of_timer(isere_timer_t *timer, size_t offset) {
  return (isere_server_t *)(void *)((uint8_t *)timer - offset);
}

/* --- calls -------------------------------------------------------------------------------------------------- */

static call_t *begin_call(isere_server_t *server, isere_exchange_t *exchange) {
  call_t *call = server->free_calls;
  if (call == NULL) return NULL;
  server->free_calls = call->next;
  call->exchange = exchange;
  call->next = &server->in_flight;
  call->previous = server->in_flight.previous;
  call->previous->next = call;
  server->in_flight.previous = call;
  return call;
}

static isere_exchange_t *end_call(isere_server_t *server, call_t *call) {
  call->previous->next = call->next;
  call->next->previous = call->previous;
  call->next = server->free_calls;
  server->free_calls = call;
  return call->exchange;
}

static void on_respond(void *user, void *token, const char *request_id, const isere_response_t *response) {
  isere_server_t *server = user;
  (void)request_id;
  isere_http_respond(server->http, end_call(server, token), response);
}

static void on_fail(void *user, void *token, const char *request_id, uint16_t status) {
  isere_server_t *server = user;
  isere_http_respond_error(server->http, end_call(server, token), status, request_id, NULL);
}

/* --- recycling ---------------------------------------------------------------------------------------------- */

static void load_function(isere_server_t *server) {
  int result = isere_js_load(server->js, &server->image);
  server->has_function = result == 0;
  if (server->has_function) {
    server->reload_pause_ms = FIRST_RELOAD_PAUSE_MS;
    return;
  }
  isere_log(ISERE_LOG_ERROR, NULL, "the function does not load any more (%s); next attempt in %lu ms",
            isere_error_text(result), (unsigned long)server->reload_pause_ms);
  (void)isere_timer_set(&server->loop, &server->reload_timer,
                        isere_port_now_us() + (int64_t)server->reload_pause_ms * 1000);
  server->reload_pause_ms *= 2;
  if (server->reload_pause_ms > LAST_RELOAD_PAUSE_MS) server->reload_pause_ms = LAST_RELOAD_PAUSE_MS;
}

static void on_reload_timer(isere_timer_t *timer) {
  load_function(server_of_timer(timer, offsetof(isere_server_t, reload_timer)));
}

/** Ends every call in flight, throws the context away and makes a new one from the same image. */
static void recycle(isere_server_t *server, int reason) {
  uint16_t status = reason == ISERE_ETIMEOUT ? 504 : 503;
  char id[ISERE_REQUEST_ID_BYTES];
  isere_log(ISERE_LOG_ERROR, isere_js_broken_by(server->js, id), "%s; starting the function afresh",
            reason == ISERE_ETIMEOUT ? "the function ran too long without a break" : "the function ran out of memory");
  isere_http_drop_bodies(server->http);
  isere_js_fail_calls(server->js, status);
  /* A call that had no memory even to begin, or whose answer was being made, is known here alone. */
  while (server->in_flight.next != &server->in_flight) {
    isere_http_respond_error(server->http, end_call(server, server->in_flight.next), status, NULL, NULL);
  }
  isere_js_discard(server->js);
  load_function(server);
}

/* --- requests ----------------------------------------------------------------------------------------------- */

static void on_request(void *user, isere_exchange_t *exchange, const isere_request_t *request) {
  isere_server_t *server = user;
  if (!server->has_function) {
    isere_http_respond_error(server->http, exchange, 503, NULL, server->absence);
    return;
  }
  call_t *call = begin_call(server, exchange);
  if (call == NULL) {
    isere_http_respond_error(server->http, exchange, 503, NULL, "too many requests are in flight");
    return;
  }
  int result = isere_js_call(server->js, request, call);
  if (result == ISERE_ETIMEOUT || result == ISERE_ENOMEM) {
    recycle(server, result);
  } else if (result < 0) {
    isere_http_respond_error(server->http, end_call(server, call), 503, NULL, isere_error_text(result));
  }
}

/* --- stopping ----------------------------------------------------------------------------------------------- */

static void on_drain_timer(isere_timer_t *timer) {
  isere_server_t *server = server_of_timer(timer, offsetof(isere_server_t, drain_timer));
  isere_log(ISERE_LOG_WARN, NULL, "not every request was finished in time; closing");
  isere_http_close(server->http);
}

static void handle_stops(isere_server_t *server) {
  int requested = server->stops_requested;
  if (requested == server->stops_handled) return;
  bool first = server->stops_handled == 0;
  server->stops_handled = requested;
  if (first && requested == 1) {
    isere_http_drain(server->http);
    int64_t due = isere_port_now_us() + (int64_t)server->options.server_drain_timeout_ms * 1000;
    (void)isere_timer_set(&server->loop, &server->drain_timer, due);
  } else {
    isere_http_close(server->http);
  }
}

/** Before each wait: everything that was ready has been handled. */
static void on_prepare(void *user) {
  isere_server_t *server = user;
  int broken = server->has_function ? isere_js_broken(server->js) : 0;
  if (broken != 0) recycle(server, broken);
  handle_stops(server);
  isere_http_flush(server->http);
  if (server->stops_handled > 0 && isere_http_is_drained(server->http)) isere_loop_stop(&server->loop);
}

/* --- interface ---------------------------------------------------------------------------------------------- */

static bool reserve_calls(isere_server_t *server) {
  uint32_t count = server->options.function_max_in_flight;
  call_t *calls = isere_port_reserve(count * sizeof(*calls));
  if (calls == NULL) return false;
  for (uint32_t i = 0; i + 1 < count; i++)
    calls[i].next = &calls[i + 1];
  server->free_calls = calls;
  server->in_flight.next = server->in_flight.previous = &server->in_flight;
  return true;
}

isere_server_t *isere_server_create(const isere_options_t *options) {
  isere_server_t *server = isere_port_reserve(sizeof(*server));
  if (server == NULL) return NULL;
  server->options = *options;
  server->absence = "no function is loaded";
  server->reload_timer.fire = on_reload_timer;
  server->reload_pause_ms = FIRST_RELOAD_PAUSE_MS;
  server->drain_timer.fire = on_drain_timer;

  /* A timer for each connection and each call, those of the function and of the HTTP server, and the two above. */
  uint32_t timers = options->http_max_connections + options->function_max_in_flight + options->function_max_timers +
                    ISERE_HTTP_EXTRA_TIMERS + 2;
  uint32_t sockets = options->http_max_connections + 1;
  if (isere_loop_init(&server->loop, sockets, timers, on_prepare, server) < 0) return NULL;
  const isere_js_host_t host = {.respond = on_respond, .fail = on_fail, .user = server};
  server->js = isere_js_create(&server->loop, options, &host);
  server->http = isere_http_create(&server->loop, options, on_request, server);
  return server->js != NULL && server->http != NULL && reserve_calls(server) ? server : NULL;
}

void isere_server_set_board(isere_server_t *server, const char *board) {
  isere_js_set_board(server->js, board);
}

int isere_server_load(isere_server_t *server, const void *bytes, size_t len, isere_image_error_t *error) {
  static const char *const no_modules[] = {NULL};
  const isere_image_offer_t offer = {
      .abi = ISERE_RUNTIME_ABI,
      .engine = isere_js_engine_id(),
      .heap_bytes = server->options.js_heap_bytes,
      .modules = no_modules,
  };
  isere_image_t image;
  int result = isere_image_open(&image, bytes, len, false, error);
  if (result == 0) result = isere_image_check_requirements(&image, &offer, error);
  if (result < 0) return result;
  server->image = image;
  result = isere_js_load(server->js, &server->image);
  server->has_function = result == 0;
  return result;
}

isere_str_t isere_server_function_name(const isere_server_t *server) {
  return server->image.name;
}

void isere_server_explain_absence(isere_server_t *server, const char *reason) {
  server->absence = reason;
}

int isere_server_listen(isere_server_t *server, const char *host, uint16_t port, uint16_t *bound_port) {
  return isere_http_listen(server->http, host, port, bound_port);
}

int isere_server_run(isere_server_t *server) {
  return isere_loop_run(&server->loop);
}

isere_js_memory_t isere_server_memory(const isere_server_t *server) {
  return isere_js_memory(server->js);
}

void isere_server_stop(isere_server_t *server) {
  server->stops_requested = server->stops_requested + 1;
  isere_port_poll_wake();
}
