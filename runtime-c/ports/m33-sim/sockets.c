/**
 * @file
 * Virtual sockets: one listener, and connections whose other end is the host's frames.
 *
 * Socket 0 is the listener, socket N + 1 is connection N.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "isere/port.h"
#include "sim.h"

enum { LISTENER = 0, NO_LIMIT = -1 };

typedef enum { UNUSED, WAITING, CONNECTED } phase_t;

typedef struct {
  phase_t phase;
  bool ended; /* the client sends no more */
  bool gone;  /* the client has reset the connection */
  bool shut;  /* the runtime sends no more */
  size_t start;
  size_t end;
  uint32_t taken; /* since the last TAKEN frame */
  int64_t window; /* bytes that the client takes; NO_LIMIT */
  uint8_t received[ISERE_SIM_RECEIVE_BYTES];
} connection_t;

typedef struct {
  bool watched;
  uint32_t events;
  void *user;
} watch_t;

static struct {
  bool listening;
  bool woken;
  int64_t idle_us;                         /* what is left of the idle time that the host has granted */
  uint32_t waiting[ISERE_SIM_CONNECTIONS]; /* to be accepted, in the order they came */
  uint32_t waiting_count;
  watch_t watches[ISERE_SIM_CONNECTIONS + 1];
  connection_t connections[ISERE_SIM_CONNECTIONS];
} net ISERE_SIM_OUTSIDE;

/** A connected socket; NULL for anything else. */
static connection_t *connection_of(isere_socket_t socket) {
  if (socket < 1 || socket > ISERE_SIM_CONNECTIONS) return NULL;
  connection_t *connection = &net.connections[socket - 1];
  return connection->phase == CONNECTED ? connection : NULL;
}

/* --- what the host does -------------------------------------------------------------------------------------- */

void isere__sim_sockets_reset(void) {
  net.listening = net.woken = false;
  net.idle_us = 0;
  net.waiting_count = 0;
  memset(net.watches, 0, sizeof(net.watches));
  for (int i = 0; i < ISERE_SIM_CONNECTIONS; i++)
    net.connections[i].phase = UNUSED;
}

static bool open_connection(unsigned number) {
  connection_t *connection = &net.connections[number];
  if (connection->phase != UNUSED) return false;
  if (!net.listening) {
    isere__sim_emit(ISERE_SIM_CLOSED, number, NULL, 0, NULL, 0);
    return true;
  }
  connection->phase = WAITING;
  connection->ended = connection->gone = connection->shut = false;
  connection->start = connection->end = 0;
  connection->taken = 0;
  connection->window = NO_LIMIT;
  net.waiting[net.waiting_count++] = number;
  return true;
}

static bool append_received(connection_t *connection, const uint8_t *payload, size_t len) {
  if (connection->start > 0) {
    connection->end -= connection->start;
    memmove(connection->received, connection->received + connection->start, connection->end);
    connection->start = 0;
  }
  if (len > sizeof(connection->received) - connection->end) return false;
  memcpy(connection->received + connection->end, payload, len);
  connection->end += len;
  return true;
}

bool isere__sim_socket_frame(unsigned kind, unsigned number, const uint8_t *payload, size_t len) {
  if (number >= ISERE_SIM_CONNECTIONS) return false;
  connection_t *connection = &net.connections[number];
  if (kind == ISERE_SIM_OPEN) return len == 0 && open_connection(number);
  /* The host may not have known yet that the runtime has closed it. */
  bool unused = connection->phase == UNUSED;
  switch (kind) {
    case ISERE_SIM_DATA:
      return unused || append_received(connection, payload, len);
    case ISERE_SIM_END:
      connection->ended = true;
      return len == 0;
    case ISERE_SIM_RESET:
      connection->gone = true;
      return len == 0;
    case ISERE_SIM_WINDOW: {
      uint32_t window;
      if (len != sizeof(window)) return false;
      memcpy(&window, payload, sizeof(window));
      connection->window = window == UINT32_MAX ? NO_LIMIT : (int64_t)window;
      return true;
    }
    default:
      return false;
  }
}

void isere__sim_emit_taken(void) {
  for (unsigned i = 0; i < ISERE_SIM_CONNECTIONS; i++) {
    connection_t *connection = &net.connections[i];
    if (connection->phase == UNUSED || connection->taken == 0) continue;
    isere__sim_emit(ISERE_SIM_TAKEN, i, &connection->taken, sizeof(connection->taken), NULL, 0);
    connection->taken = 0;
  }
}

/* --- sockets ------------------------------------------------------------------------------------------------- */

isere_socket_t isere_port_listen(const char *host, uint16_t port, uint16_t *bound_port) {
  (void)host;
  if (net.listening) return ISERE_EADDRINUSE;
  net.listening = true;
  *bound_port = port == 0 ? 80 : port;
  return LISTENER;
}

isere_socket_t isere_port_accept(isere_socket_t listener) {
  if (listener != LISTENER || net.waiting_count == 0) return ISERE_EAGAIN;
  uint32_t number = net.waiting[0];
  net.waiting_count--;
  memmove(net.waiting, net.waiting + 1, net.waiting_count * sizeof(net.waiting[0]));
  net.connections[number].phase = CONNECTED;
  return (isere_socket_t)number + 1;
}

ptrdiff_t isere_port_receive(isere_socket_t socket, void *out, size_t len) {
  connection_t *connection = connection_of(socket);
  if (connection == NULL || connection->gone) return ISERE_ECLOSED;
  size_t there = connection->end - connection->start;
  if (there == 0) return connection->ended ? 0 : ISERE_EAGAIN;
  size_t part = there < len ? there : len;
  memcpy(out, connection->received + connection->start, part);
  connection->start += part;
  connection->taken += (uint32_t)part;
  return (ptrdiff_t)part;
}

ptrdiff_t isere_port_send(isere_socket_t socket, const isere_port_piece_t *pieces, size_t count) {
  connection_t *connection = connection_of(socket);
  if (connection == NULL || connection->gone || connection->shut) return ISERE_ECLOSED;
  size_t sent = 0;
  isere__sim_meter_pause();
  for (size_t i = 0; i < count; i++) {
    size_t part = pieces[i].len;
    if (connection->window != NO_LIMIT && (int64_t)part > connection->window) part = (size_t)connection->window;
    if (part > 0) isere__sim_emit(ISERE_SIM_OUTPUT, (unsigned)socket - 1, pieces[i].ptr, part, NULL, 0);
    if (connection->window != NO_LIMIT) connection->window -= (int64_t)part;
    sent += part;
    if (part < pieces[i].len) break;
  }
  isere__sim_note_sent();
  isere__sim_meter_resume();
  return sent > 0 ? (ptrdiff_t)sent : ISERE_EAGAIN;
}

int isere_port_shutdown(isere_socket_t socket) {
  connection_t *connection = connection_of(socket);
  if (connection == NULL || connection->shut) return ISERE_OK;
  connection->shut = true;
  isere__sim_meter_pause();
  isere__sim_emit(ISERE_SIM_FIN, (unsigned)socket - 1, NULL, 0, NULL, 0);
  isere__sim_meter_resume();
  return ISERE_OK;
}

static void refuse_waiting(void) {
  net.listening = false;
  for (uint32_t i = 0; i < net.waiting_count; i++) {
    net.connections[net.waiting[i]].phase = UNUSED;
    isere__sim_emit(ISERE_SIM_CLOSED, net.waiting[i], NULL, 0, NULL, 0);
  }
  net.waiting_count = 0;
}

void isere_port_close(isere_socket_t socket) {
  connection_t *connection = connection_of(socket);
  isere__sim_meter_pause();
  if (connection != NULL) {
    connection->phase = UNUSED;
    isere__sim_emit(ISERE_SIM_CLOSED, (unsigned)socket - 1, NULL, 0, NULL, 0);
  } else if (socket == LISTENER) {
    refuse_waiting();
  }
  isere__sim_meter_resume();
  isere_port_poll_forget(socket);
}

/* --- waiting ------------------------------------------------------------------------------------------------- */

int isere_port_poll_open(uint32_t max_sockets) {
  return max_sockets > ISERE_SIM_CONNECTIONS + 1 ? ISERE_ENOMEM : 0;
}

int isere_port_poll_watch(isere_socket_t socket, uint32_t events, void *user) {
  if (socket < 0 || socket > ISERE_SIM_CONNECTIONS) return ISERE_EINVAL;
  net.watches[socket] = (watch_t){.watched = true, .events = events, .user = user};
  return ISERE_OK;
}

void isere_port_poll_forget(isere_socket_t socket) {
  if (socket >= 0 && socket <= ISERE_SIM_CONNECTIONS) net.watches[socket].watched = false;
}

static uint32_t state_of(isere_socket_t socket) {
  if (socket == LISTENER) return net.waiting_count > 0 ? ISERE_PORT_READ : 0;
  const connection_t *connection = connection_of(socket);
  if (connection == NULL) return 0;
  uint32_t state = 0;
  if (connection->end > connection->start || connection->ended) state |= ISERE_PORT_READ;
  if (connection->window != 0) state |= ISERE_PORT_WRITE;
  if (connection->gone) state |= ISERE_PORT_READ | ISERE_PORT_WRITE | ISERE_PORT_HANGUP;
  if (connection->ended && connection->shut) state |= ISERE_PORT_HANGUP;
  return state;
}

static int collect(isere_port_event_t *out, uint32_t max) {
  uint32_t count = 0;
  for (isere_socket_t socket = 0; socket <= ISERE_SIM_CONNECTIONS && count < max; socket++) {
    const watch_t *watch = &net.watches[socket];
    if (!watch->watched) continue;
    uint32_t events = state_of(socket) & (watch->events | ISERE_PORT_HANGUP);
    if (events != 0) out[count++] = (isere_port_event_t){.user = watch->user, .events = events};
  }
  return (int)count;
}

/** Lets idle time pass, up to what the host has granted; returns what is left of @p timeout_us. */
static int64_t idle(int64_t timeout_us) {
  int64_t step = timeout_us >= 0 && timeout_us < net.idle_us ? timeout_us : net.idle_us;
  isere__sim_clock_advance(step);
  net.idle_us -= step;
  return timeout_us >= 0 ? timeout_us - step : timeout_us;
}

int isere_port_poll_wait(isere_port_event_t *out, uint32_t max, int64_t timeout_us) {
  static bool started; /* not outside: false again after a reset */
  isere__sim_meter_pause();
  int count;
  for (;;) {
    count = collect(out, max);
    if (count > 0 || net.woken || timeout_us == 0) break;
    /* What was sent is for the host to see before more time passes. */
    if (isere__sim_has_output()) net.idle_us = 0;
    timeout_us = idle(timeout_us);
    if (timeout_us == 0 || net.idle_us > 0) continue;
    isere__sim_emit_taken();
    isere__sim_emit_report(started ? ISERE_SIM_IDLE : ISERE_SIM_READY, timeout_us);
    started = true;
    net.idle_us = isere__sim_host_turn();
  }
  net.woken = false;
  isere__sim_meter_resume();
  return count;
}

void isere_port_poll_wake(void) {
  net.woken = true;
}
