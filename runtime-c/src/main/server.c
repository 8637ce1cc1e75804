/**
 * @file
 * Joins the HTTP server and the JavaScript side, and shuts down in order.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/server.h"

#include "main/internal.h"

/* --- stopping ----------------------------------------------------------------------------------------------- */

static void on_drain_timer(isere_timer_t *timer) {
  isere_server_t *server = (isere_server_t *)(void *)((uint8_t *)timer - offsetof(isere_server_t, drain_timer));
  isere_log(ISERE_LOG_WARN, NULL, "not every request was finished in time; closing");
  isere_http_close(server->http);
}

static void handle_stops(isere_server_t *server) {
  int requested = server->stops_requested;
  if (requested == server->stops_handled) return;
  bool first = server->stops_handled == 0;
  server->stops_handled = requested;
  isere__instances_stop(server);
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
  isere__instances_attend(server);
  handle_stops(server);
  isere_http_flush(server->http);
  if (server->stops_handled > 0 && isere_http_is_drained(server->http)) isere_loop_stop(&server->loop);
}

/* --- interface ---------------------------------------------------------------------------------------------- */

isere_server_t *isere_server_create(const isere_options_t *options) {
  isere_server_t *server = isere_port_reserve(sizeof(*server));
  if (server == NULL) return NULL;
  server->options = *options;
  server->absence = "no function is loaded";
  server->instance_count = options->js_contexts;
  server->drain_timer.fire = on_drain_timer;

  /* One for each connection, those of the HTTP server, those of each function and its calls, and three of our own. */
  uint32_t timers = options->http_max_connections + ISERE_HTTP_EXTRA_TIMERS +
                    server->instance_count * (options->function_max_in_flight + options->function_max_timers) + 3;
  uint32_t sockets = options->http_max_connections + 1;
  if (isere_loop_init(&server->loop, sockets, timers, on_prepare, server) < 0) return NULL;
  server->http = isere_http_create(&server->loop, options, isere__calls_take, server);
  return server->http != NULL && isere__instances_create(server) && isere__calls_reserve(server) ? server : NULL;
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

bool isere_server_close(isere_server_t *server) {
  bool clean = true;
  isere_http_close(server->http);
  for (uint32_t i = 0; i < server->instance_count; i++)
    clean = isere_js_close(server->instances[i].js) && clean;
  return clean;
}

static void log_answer(void *user, const isere_http_answer_t *answer) {
  const isere_server_t *server = user;
  bool refused = answer->detail != NULL;
  isere_log(ISERE_LOG_INFO, NULL, "%.*s %.*s %u, %lu bytes in %lu us, heap %lu bytes%s%s",
            answer->method.len > 0 ? (int)answer->method.len : 1, answer->method.len > 0 ? answer->method.ptr : "?",
            answer->target.len > 0 ? (int)answer->target.len : 1, answer->target.len > 0 ? answer->target.ptr : "?",
            answer->status, (unsigned long)answer->body_len, (unsigned long)answer->took_us,
            (unsigned long)isere_server_memory(server).used, refused ? ": " : "", refused ? answer->detail : "");
}

int isere_server_log_requests(isere_server_t *server) {
  return isere_http_observe(server->http, log_answer, server) ? 0 : ISERE_ENOMEM;
}

void isere_server_request_prefix(const isere_server_t *server, char out[9]) {
  isere_js_request_prefix(server->current->js, out);
}

isere_js_memory_t isere_server_memory(const isere_server_t *server) {
  return isere_js_memory(server->current->js);
}

void isere_server_stop(isere_server_t *server) {
  server->stops_requested = server->stops_requested + 1;
  isere_port_poll_wake();
}
