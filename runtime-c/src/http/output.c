/**
 * @file
 * What goes out: the send buffer, and response bodies that are sent from where they lie.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "http/internal.h"

bool isere__output_has_room(const isere__connection_t *c) {
  if (!isere__output_is_pending(c)) return true;
  /* A header section may fill the whole buffer: nothing may wait behind what a slow reader has not taken. */
  if (c->is_blocked || c->held.rest.len > 0) return false;
  return c->out_end - c->out_start <= c->http->options.http_send_buffer_bytes / 2;
}

void isere__output_release_held(isere__connection_t *c) {
  void (*release)(void *) = c->held.release;
  void *owner = c->held.owner;
  memset(&c->held, 0, sizeof c->held);
  if (release != NULL) release(owner);
}

static void release_buffer(isere__connection_t *c) {
  isere__pool_give(&c->http->send_buffers, c->out);
  c->out = NULL;
  c->out_start = c->out_end = 0;
}

/** Notes that @p sent bytes are gone: first those of the buffer, then those of the held body. */
static void advance(isere__connection_t *c, size_t sent) {
  size_t buffered = c->out_end - c->out_start;
  size_t from_buffer = sent < buffered ? sent : buffered;
  c->out_start += (uint32_t)from_buffer;
  if (sent > from_buffer) {
    c->held.rest.ptr += sent - from_buffer;
    c->held.rest.len -= sent - from_buffer;
  }
  if (c->out_start == c->out_end && c->out != NULL) release_buffer(c);
  if (c->held.rest.len == 0 && c->held.release != NULL) isere__output_release_held(c);
}

void isere__output_send(isere__connection_t *c) {
  while (isere__output_is_pending(c)) {
    isere_port_piece_t pieces[2];
    size_t count = 0;
    if (c->out_start != c->out_end) {
      pieces[count++] = (isere_port_piece_t){c->out + c->out_start, c->out_end - c->out_start};
    }
    if (c->held.rest.len > 0) pieces[count++] = (isere_port_piece_t){c->held.rest.ptr, c->held.rest.len};
    ptrdiff_t sent = isere_port_send(c->socket, pieces, count);
    if (sent == ISERE_EAGAIN) {
      c->is_blocked = true;
      return;
    }
    if (sent < 0) {
      isere__connection_kill(c);
      return;
    }
    /* The client takes enough: its time starts again. */
    c->taken_bytes += (uint32_t)sent < ISERE__SEND_PROGRESS_BYTES ? (uint32_t)sent : ISERE__SEND_PROGRESS_BYTES;
    if (c->taken_bytes >= ISERE__SEND_PROGRESS_BYTES && c->deadline == ISERE__SEND_DEADLINE) {
      c->deadline = ISERE__NO_DEADLINE;
    }
    advance(c, (size_t)sent);
  }
}

char *isere__output_reserve(isere__connection_t *c, size_t bytes) {
  uint32_t capacity = c->http->options.http_send_buffer_bytes;
  /* There are as many buffers as connections. */
  if (c->out == NULL) c->out = isere__pool_take(&c->http->send_buffers);
  if (capacity - c->out_end >= bytes) return c->out + c->out_end;
  if (bytes > capacity || c->out_end == 0) return NULL;
  isere__output_send(c);
  if (c->state == ISERE__DEAD) return NULL;
  if (c->out == NULL) {
    c->out = isere__pool_take(&c->http->send_buffers);
  } else {
    memmove(c->out, c->out + c->out_start, c->out_end - c->out_start);
    c->out_end -= c->out_start;
    c->out_start = 0;
  }
  return capacity - c->out_end >= bytes ? c->out + c->out_end : NULL;
}
