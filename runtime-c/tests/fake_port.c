/**
 * @file
 * The port of fake_port.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fake_port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t fake_port_clock_us = 1000000;
int64_t fake_port_tick_us;

static char log_text[1 << 20];
static size_t log_len;

/** What was reserved, one behind the other. */
typedef struct reserved {
  struct reserved *next;
  uint64_t alignment;
} reserved_t;
static reserved_t *reserved;

void fake_port_clear_log(void) {
  log_len = 0;
  log_text[0] = '\0';
}

void fake_port_reset(void) {
  while (reserved != NULL) {
    reserved_t *next = reserved->next;
    free(reserved);
    reserved = next;
  }
  fake_port_clear_log();
  fake_port_clock_us = 1000000;
  fake_port_tick_us = 0;
}

const char *fake_port_log(void) {
  return log_text;
}

int64_t isere_port_now_us(void) {
  return fake_port_clock_us += fake_port_tick_us;
}

int isere_port_wall_clock_ms(int64_t *out) {
  *out = 0;
  return ISERE_ENOCLOCK;
}

int isere_port_entropy(void *out, size_t len) {
  for (size_t i = 0; i < len; i++)
    ((uint8_t *)out)[i] = (uint8_t)(i * 37 + 11);
  return 0;
}

void *isere_port_reserve(size_t bytes) {
  reserved_t *block = calloc(1, sizeof(*block) + bytes);
  if (block == NULL) return NULL;
  block->next = reserved;
  reserved = block;
  return block + 1;
}

void isere_port_discard(void *start, size_t bytes) {
  memset(start, 0xA5, bytes);
}

void isere_port_log(isere_log_level_t level, const char *request_id, const char *text, size_t len) {
  size_t room = sizeof(log_text) - log_len;
  int written = snprintf(log_text + log_len, room, "%s [%s] %.*s\n", isere_log_level_name(level),
                         request_id != NULL ? request_id : "", (int)len, text);
  if (written > 0 && (size_t)written < room) log_len += (size_t)written;
}

isere_socket_t isere_port_listen(const char *host, uint16_t port, uint16_t *bound_port) {
  (void)host;
  (void)port;
  (void)bound_port;
  return ISERE_EACCES;
}

isere_socket_t isere_port_accept(isere_socket_t listener) {
  (void)listener;
  return ISERE_EAGAIN;
}

ptrdiff_t isere_port_receive(isere_socket_t socket, void *out, size_t len) {
  (void)socket;
  (void)out;
  (void)len;
  return ISERE_EAGAIN;
}

ptrdiff_t isere_port_send(isere_socket_t socket, const isere_port_piece_t *pieces, size_t count) {
  (void)socket;
  (void)pieces;
  (void)count;
  return ISERE_EAGAIN;
}

void isere_port_shutdown(isere_socket_t socket) {
  (void)socket;
}
void isere_port_close(isere_socket_t socket) {
  (void)socket;
}
int isere_port_poll_open(uint32_t max_sockets) {
  (void)max_sockets;
  return 0;
}

int isere_port_poll_watch(isere_socket_t socket, uint32_t events, void *user) {
  (void)socket;
  (void)events;
  (void)user;
  return 0;
}

void isere_port_poll_forget(isere_socket_t socket) {
  (void)socket;
}

int isere_port_poll_wait(isere_port_event_t *out, uint32_t max, int64_t timeout_us) {
  (void)out;
  (void)max;
  if (timeout_us > 0) fake_port_clock_us += timeout_us;
  return 0;
}

void isere_port_poll_wake(void) {}
