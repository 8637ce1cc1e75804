/**
 * @file
 * The sockets of fake_sockets.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fake_sockets.h"

#include <stdlib.h>
#include <string.h>

#include "fake_port.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(start, bytes) ASAN_POISON_MEMORY_REGION(start, bytes)
#define UNPOISON(start, bytes) ASAN_UNPOISON_MEMORY_REGION(start, bytes)
#else
#define POISON(start, bytes) ((void)(start), (void)(bytes))
#define UNPOISON(start, bytes) ((void)(start), (void)(bytes))
#endif

/** The listener's descriptor; clients follow it. */
#define LISTENER 3
#define FIRST_CLIENT 4

typedef struct {
  char *bytes;
  size_t start;
  size_t end;
  size_t capacity;
} queue_t;

typedef struct {
  bool is_accepted;
  bool is_finished_by_client;
  bool is_aborted;
  bool is_finished_by_server;
  bool is_closed;
  size_t takes; /* bytes that it still takes */
  queue_t input;
  queue_t output;
  uint32_t interest;
  bool is_watched;
  void *user;
  void *poisoned;
  size_t poisoned_len;
} client_t;

int fake_accept_error;
bool fake_is_idle;
bool fake_moves_time = true;
bool fake_knows_no_half;
unsigned fake_receives, fake_sends, fake_watches, fake_waits;

static client_t clients[FAKE_MAX_CLIENTS];
static int client_count;
static int next_to_accept;
static bool is_listening;
static uint32_t listener_interest;
static void *listener_user;
static bool is_woken;

static void append(queue_t *queue, const void *bytes, size_t len) {
  if (queue->end + len + 1 > queue->capacity) {
    queue->capacity = (queue->end + len + 1) * 2;
    queue->bytes = realloc(queue->bytes, queue->capacity);
    if (queue->bytes == NULL) abort();
  }
  if (len > 0) memcpy(queue->bytes + queue->end, bytes, len);
  queue->end += len;
  queue->bytes[queue->end] = '\0';
}

/* --- the client's side -------------------------------------------------------------------------------------- */

void fake_sockets_reset(void) {
  for (int i = 0; i < client_count; i++) {
    free(clients[i].input.bytes);
    free(clients[i].output.bytes);
  }
  memset(clients, 0, sizeof(clients[0]) * (size_t)client_count);
  client_count = next_to_accept = 0;
  is_listening = is_woken = fake_is_idle = false;
  fake_moves_time = true;
  fake_knows_no_half = false;
  fake_accept_error = 0;
  fake_receives = fake_sends = fake_watches = fake_waits = 0;
}

int fake_connect(void) {
  if (client_count == FAKE_MAX_CLIENTS) abort();
  clients[client_count].takes = SIZE_MAX;
  return client_count++;
}

void fake_send(int client, const void *bytes, size_t len) {
  append(&clients[client].input, bytes, len);
}
void fake_finish(int client) {
  clients[client].is_finished_by_client = true;
}
void fake_abort(int client) {
  clients[client].is_aborted = true;
}
void fake_take_at_most(int client, size_t bytes) {
  clients[client].takes = bytes;
}

const char *fake_output(int client, size_t *len) {
  append(&clients[client].output, "", 0);
  if (len != NULL) *len = clients[client].output.end;
  return clients[client].output.bytes;
}

void fake_clear_output(int client) {
  clients[client].output.end = 0;
}
bool fake_is_finished(int client) {
  return clients[client].is_finished_by_server || clients[client].is_closed;
}
bool fake_is_closed(int client) {
  return clients[client].is_closed;
}
size_t fake_unread(int client) {
  return clients[client].input.end - clients[client].input.start;
}
bool fake_is_listening(void) {
  return is_listening;
}

/* --- the server's side -------------------------------------------------------------------------------------- */

static client_t *client_of(isere_socket_t socket) {
  int index = socket - FIRST_CLIENT;
  if (index < 0 || index >= client_count || clients[index].is_closed) abort();
  return &clients[index];
}

isere_socket_t isere_port_listen(const char *host, uint16_t port, uint16_t *bound_port) {
  if (strcmp(host, "taken") == 0) return ISERE_EADDRINUSE;
  is_listening = true;
  *bound_port = port != 0 ? port : 49152;
  return LISTENER;
}

isere_socket_t isere_port_accept(isere_socket_t listener) {
  if (listener != LISTENER || !is_listening) abort();
  if (fake_accept_error != 0) return fake_accept_error;
  if (next_to_accept == client_count) return ISERE_EAGAIN;
  clients[next_to_accept].is_accepted = true;
  return FIRST_CLIENT + next_to_accept++;
}

static void unpoison(client_t *client) {
  UNPOISON(client->poisoned, client->poisoned_len);
  client->poisoned_len = 0;
}

/** Bytes of a caller's stack are another function's soon: they cannot stay poisoned. */
static bool is_on_stack(const void *bytes) {
  uint8_t here;
  return (uintptr_t)bytes - (uintptr_t)&here < 65536;
}

ptrdiff_t isere_port_receive(isere_socket_t socket, void *out, size_t len) {
  client_t *client = client_of(socket);
  queue_t *input = &client->input;
  fake_receives++;
  if (len == 0) abort();
  unpoison(client);
  UNPOISON(out, len);
  if (client->is_aborted) return ISERE_ECLOSED;
  size_t count = input->end - input->start;
  if (count == 0) return client->is_finished_by_client ? 0 : ISERE_EAGAIN;
  if (count > len) count = len;
  memcpy(out, input->bytes + input->start, count);
  input->start += count;
  client->poisoned = (uint8_t *)out + count;
  client->poisoned_len = is_on_stack(out) ? 0 : len - count;
  POISON(client->poisoned, client->poisoned_len);
  return (ptrdiff_t)count;
}

ptrdiff_t isere_port_send(isere_socket_t socket, const isere_port_piece_t *pieces, size_t count) {
  client_t *client = client_of(socket);
  fake_sends++;
  if (client->is_finished_by_server || count == 0 || count > 4) abort();
  if (client->is_aborted) return ISERE_ECLOSED;
  size_t sent = 0;
  for (size_t i = 0; i < count; i++) {
    size_t part = pieces[i].len < client->takes ? pieces[i].len : client->takes;
    append(&client->output, pieces[i].ptr, part);
    if (client->takes != SIZE_MAX) client->takes -= part;
    sent += part;
  }
  return sent > 0 ? (ptrdiff_t)sent : ISERE_EAGAIN;
}

int isere_port_shutdown(isere_socket_t socket) {
  if (fake_knows_no_half) return ISERE_EIO;
  client_of(socket)->is_finished_by_server = true;
  return ISERE_OK;
}

void isere_port_close(isere_socket_t socket) {
  if (socket == LISTENER) {
    if (!is_listening) abort();
    is_listening = false;
    return;
  }
  client_t *client = client_of(socket);
  unpoison(client);
  client->is_closed = true;
  client->is_watched = false;
}

/* --- waiting ------------------------------------------------------------------------------------------------ */

int isere_port_poll_open(uint32_t max_sockets) {
  (void)max_sockets;
  return 0;
}

int isere_port_poll_watch(isere_socket_t socket, uint32_t events, void *user) {
  fake_watches++;
  if (socket == LISTENER) {
    listener_interest = events;
    listener_user = user;
    return 0;
  }
  client_t *client = client_of(socket);
  client->is_watched = true;
  client->interest = events;
  client->user = user;
  return 0;
}

void isere_port_poll_forget(isere_socket_t socket) {
  client_of(socket)->is_watched = false;
}

static uint32_t events_of(const client_t *client) {
  if (!client->is_watched) return 0;
  if (client->is_aborted) return ISERE_PORT_HANGUP | (client->interest & ISERE_PORT_READ);
  bool can_read = client->input.end > client->input.start || client->is_finished_by_client;
  uint32_t events = (can_read ? ISERE_PORT_READ : 0) | (client->takes > 0 ? ISERE_PORT_WRITE : 0);
  return events & client->interest;
}

int isere_port_poll_wait(isere_port_event_t *out, uint32_t max, int64_t timeout_us) {
  uint32_t count = 0;
  fake_waits++;
  if (is_listening && (listener_interest & ISERE_PORT_READ) != 0 &&
      (next_to_accept < client_count || fake_accept_error != 0)) {
    out[count++] = (isere_port_event_t){listener_user, ISERE_PORT_READ};
  }
  for (int i = 0; i < client_count && count < max; i++) {
    uint32_t events = events_of(&clients[i]);
    if (events != 0) out[count++] = (isere_port_event_t){clients[i].user, events};
  }
  fake_is_idle = count == 0 && timeout_us != 0 && !is_woken;
  is_woken = false;
  if (fake_is_idle && timeout_us > 0 && fake_moves_time) fake_port_clock_us += timeout_us;
  return (int)count;
}

void isere_port_poll_wake(void) {
  is_woken = true;
}
