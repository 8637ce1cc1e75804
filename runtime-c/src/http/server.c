/**
 * @file
 * The server: its memory, its listener, draining, counters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stddef.h>
#include <string.h>

#include "http/internal.h"

isere__connection_t *isere__http_connection_at(const isere_http_t *http, uint32_t index) {
  return (isere__connection_t *)(void *)(http->connections + index * http->connection_bytes);
}

/* --- memory ------------------------------------------------------------------------------------------------- */

static size_t connection_bytes(const isere_options_t *options) {
  size_t bytes = sizeof(isere__connection_t) + options->http_max_headers * sizeof(isere__field_t);
  return (bytes + 63) / 64 * 64;
}

/** The client of an exchange may go and its place be taken while the handler still has the request. */
static uint32_t exchange_count(const isere_options_t *options) {
  return options->http_max_connections + options->function_max_in_flight;
}

static uint32_t receive_buffer_count(const isere_options_t *options) {
  uint32_t connections = options->http_max_connections;
  return options->http_receive_buffers < connections ? options->http_receive_buffers : connections;
}

static size_t body_buffer_bytes(const isere_options_t *options) {
  return options->http_max_body_bytes > 0 ? options->http_max_body_bytes : 1;
}

/** An absolute-form target may bring a Host that was not among the fields. */
static size_t header_view_bytes(const isere_options_t *options) {
  return (options->http_max_headers + 1) * sizeof(isere_header_t);
}

static int reserve_tables(isere_http_t *http) {
  const isere_options_t *options = &http->options;
  uint32_t connections = options->http_max_connections;
  uint32_t exchanges = exchange_count(options);
  http->connection_bytes = connection_bytes(options);
  http->connections = isere_port_reserve(connections * http->connection_bytes);
  isere_exchange_t *exchange = isere_port_reserve(exchanges * sizeof(isere_exchange_t));
  http->headers = isere_port_reserve(header_view_bytes(options));
  if (http->connections == NULL || exchange == NULL || http->headers == NULL) return ISERE_ENOMEM;
  for (uint32_t i = exchanges; i > 0; i--) {
    exchange[i - 1].next_free = http->free_exchanges;
    http->free_exchanges = &exchange[i - 1];
  }
  for (uint32_t i = connections; i > 0; i--) {
    isere__connection_t *connection = isere__http_connection_at(http, i - 1);
    connection->socket = ISERE_NO_SOCKET;
    connection->next_free = http->free_connections;
    http->free_connections = connection;
  }
  return ISERE_OK;
}

/* --- taking connections ------------------------------------------------------------------------------------- */

/** Places for telling further clients that there is none; one remains to be served at least. */
static uint32_t refusal_places(const isere_http_t *http) {
  uint32_t most = http->options.http_max_connections - 1;
  return http->options.http_max_refusals < most ? http->options.http_max_refusals : most;
}

static bool has_place(const isere_http_t *http) {
  return http->stats.open - http->refused < http->options.http_max_connections - refusal_places(http);
}

static bool can_refuse(const isere_http_t *http) {
  return http->refused < refusal_places(http);
}

/** A client that finds no place is noticed once, and waits in the kernel then. */
static void update_accepting(isere_http_t *http) {
  bool wanted = http->listener != ISERE_NO_SOCKET && !isere_timer_is_set(&http->accept_timer) &&
                (has_place(http) || can_refuse(http) || !http->is_place_wanted);
  if (wanted == http->is_accepting || http->listener == ISERE_NO_SOCKET) return;
  http->is_accepting = wanted;
  (void)isere_loop_watch(http->listener, wanted ? ISERE_PORT_READ : 0, &http->listener_watch);
}

static void on_connection(isere_watch_t *watch, uint32_t events) {
  (void)events;
  isere_http_t *http = (isere_http_t *)(void *)((uint8_t *)watch - offsetof(isere_http_t, listener_watch));
  /* A request may make the handler's owner close the listener. */
  for (uint32_t i = 0; i < ISERE__ACCEPTS_PER_TURN; i++) {
    if (http->listener == ISERE_NO_SOCKET) return;
    bool is_place = has_place(http);
    if (!is_place && !can_refuse(http)) {
      /* Those before this one may have taken the last place: the next turn sees whether anybody is left. */
      if (i == 0) http->is_place_wanted = true;
      break;
    }
    isere_socket_t socket = isere_port_accept(http->listener);
    if (socket == ISERE_EAGAIN) break;
    if (socket < 0) {
      if (!http->is_accept_failing) {
        isere_log(ISERE_LOG_WARN, NULL, "a connection cannot be taken (%s); trying again every %d ms",
                  isere_error_text(socket), ISERE__ACCEPT_PAUSE_US / 1000);
      }
      http->is_accept_failing = true;
      (void)isere_timer_set(http->loop, &http->accept_timer, isere_loop_now_us(http->loop) + ISERE__ACCEPT_PAUSE_US);
      break;
    }
    http->is_accept_failing = false;
    if (is_place) {
      isere__connection_open(http, socket);
    } else {
      http->is_place_wanted = true;
      isere__connection_refuse(http, socket);
    }
  }
  update_accepting(http);
}

static void on_accept_timer(isere_timer_t *timer) {
  update_accepting((isere_http_t *)(void *)((uint8_t *)timer - offsetof(isere_http_t, accept_timer)));
}

void isere__http_place_freed(isere_http_t *http) {
  if (has_place(http)) http->is_place_wanted = false;
  update_accepting(http);
}

/* --- who runs next ------------------------------------------------------------------------------------------ */

void isere__http_make_runnable(isere__connection_t *connection) {
  if (isere__link_is_in(&connection->link)) return;
  isere__link_append(&connection->http->runnable, &connection->link);
}

/** The loop wakes for it and so does not sleep; whoever is runnable runs before the next wait. */
static void on_wake_timer(isere_timer_t *timer) {
  (void)timer;
}

/** What an idle client has sent by now is still answered. */
static void drain_connection(isere__connection_t *connection) {
  bool is_idle = connection->state == ISERE__HEAD && connection->in_start == connection->in_end;
  if (is_idle) isere__receive(connection);
  if (connection->waits_for_input) return;
  if (connection->state == ISERE__HEAD && connection->in_start == connection->in_end) {
    connection->state = ISERE__CLOSING;
  }
  isere__http_make_runnable(connection);
}

static bool can_wake_for_input(const isere_http_t *http) {
  return http->receive_buffers.free_count > 0 && http->input_queue.next != &http->input_queue;
}

/** As many as there are buffers for get their turn to receive. Who needs none after all leaves it to the next. */
static void wake_for_input(isere_http_t *http) {
  for (uint32_t left = http->receive_buffers.free_count; left > 0 && can_wake_for_input(http); left--) {
    isere__connection_t *connection = isere__link_connection(http->input_queue.next);
    isere__stop_waiting_for_input(connection);
    if (http->is_draining) {
      drain_connection(connection);
    } else {
      isere__http_make_runnable(connection);
    }
  }
}

void isere_http_flush(isere_http_t *http) {
  isere__http_relieve(http);
  wake_for_input(http);
  if (http->runnable.next == &http->runnable) return;
  /* Who becomes runnable meanwhile waits until the sockets have had their turn. */
  isere__link_t now = http->runnable;
  now.next->previous = now.previous->next = &now;
  http->runnable.next = http->runnable.previous = &http->runnable;
  while (now.next != &now) {
    isere__link_t *link = now.next;
    isere__link_remove(link);
    isere__connection_run(isere__link_connection(link));
  }
  if (http->runnable.next != &http->runnable || can_wake_for_input(http)) {
    (void)isere_timer_set(http->loop, &http->wake_timer, 0);
  }
}

/* --- interface ---------------------------------------------------------------------------------------------- */

isere_http_t *isere_http_create(isere_loop_t *loop, const isere_options_t *options, isere_http_handler_t handler,
                                void *user) {
  isere_http_t *http = isere_port_reserve(sizeof *http);
  if (http == NULL) return NULL;
  http->loop = loop;
  http->options = *options;
  http->handler = handler;
  http->user = user;
  http->listener = ISERE_NO_SOCKET;
  http->listener_watch.ready = on_connection;
  http->accept_timer.fire = on_accept_timer;
  http->wake_timer.fire = http->busy_timer.fire = on_wake_timer;
  http->runnable.next = http->runnable.previous = &http->runnable;
  http->input_queue.next = http->input_queue.previous = &http->input_queue;
  http->body_queue.next = http->body_queue.previous = &http->body_queue;
  uint32_t connections = options->http_max_connections;
  if (reserve_tables(http) < 0 ||
      isere__pool_init(&http->receive_buffers, receive_buffer_count(options), isere__input_capacity(http)) < 0 ||
      isere__pool_init(&http->send_buffers, connections, options->http_send_buffer_bytes) < 0 ||
      isere__pool_init(&http->body_buffers, options->http_body_buffers, body_buffer_bytes(options)) < 0) {
    return NULL;
  }
  return http;
}

int isere_http_listen(isere_http_t *http, const char *host, uint16_t port, uint16_t *bound_port) {
  isere_socket_t listener = isere_port_listen(host, port, bound_port);
  if (listener < 0) return listener;
  int result = isere_loop_watch(listener, ISERE_PORT_READ, &http->listener_watch);
  if (result < 0) {
    isere_port_close(listener);
    return result;
  }
  http->listener = listener;
  http->is_accepting = true;
  return ISERE_OK;
}

static void stop_listening(isere_http_t *http) {
  http->is_draining = true;
  http->is_place_wanted = false;
  isere_timer_cancel(http->loop, &http->accept_timer);
  if (http->listener == ISERE_NO_SOCKET) return;
  isere_loop_close(http->loop, http->listener, &http->listener_watch);
  http->listener = ISERE_NO_SOCKET;
}

void isere_http_drain(isere_http_t *http) {
  stop_listening(http);
  for (uint32_t i = 0; i < http->options.http_max_connections; i++) {
    isere__connection_t *connection = isere__http_connection_at(http, i);
    bool is_open = connection->socket != ISERE_NO_SOCKET && connection->state != ISERE__DEAD;
    if (is_open && !connection->waits_for_input) drain_connection(connection);
  }
}

bool isere_http_is_drained(const isere_http_t *http) {
  return http->is_draining && http->stats.open == 0;
}

void isere_http_close(isere_http_t *http) {
  stop_listening(http);
  for (uint32_t i = 0; i < http->options.http_max_connections; i++) {
    isere__connection_t *connection = isere__http_connection_at(http, i);
    if (connection->socket != ISERE_NO_SOCKET) isere__connection_kill(connection);
  }
}

void isere_http_drop_bodies(isere_http_t *http, bool (*is_doomed)(const void *owner, const void *whose),
                            const void *whose) {
  for (uint32_t i = 0; i < http->options.http_max_connections; i++) {
    isere__connection_t *connection = isere__http_connection_at(http, i);
    if (connection->socket == ISERE_NO_SOCKET || connection->held.rest.len == 0) continue;
    if (!is_doomed(connection->held.owner, whose)) continue;
    memset(&connection->held, 0, sizeof connection->held);
    isere__connection_kill(connection);
  }
}

void isere_http_pause(isere_http_t *http) {
  http->is_paused = true;
}

void isere_http_resume(isere_http_t *http) {
  if (!http->is_paused) return;
  http->is_paused = false;
  for (uint32_t i = 0; i < http->options.http_max_connections; i++) {
    isere__connection_t *connection = isere__http_connection_at(http, i);
    if (connection->socket != ISERE_NO_SOCKET && connection->state == ISERE__READY) {
      isere__http_make_runnable(connection);
    }
  }
}

isere_http_stats_t isere_http_stats(const isere_http_t *http) {
  return http->stats;
}
