/**
 * @file
 * What comes in: receiving, the receive buffer, and what a socket is watched for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "http/internal.h"

bool isere__wants_input(const isere__connection_t *c) {
  if (c->end_of_stream || c->waits_for_input) return false;
  switch (c->state) {
    case ISERE__HEAD:
      /* While a body is sent nothing is parsed. */
      return c->held.rest.len == 0 || c->in_end - c->in_start < isere__input_capacity(c->http);
    case ISERE__BODY:
      return true;
    case ISERE__HANDLING:
      /* What is pipelined behind the request may fill a buffer, unless others may need it soon; the rest waits in the
       * kernel. */
      if (c->in == NULL) return c->http->receive_buffers.free_count > c->http->receive_buffers.count / 2;
      return c->in_end - c->in_start < isere__input_capacity(c->http);
    default:
      return false;
  }
}

/** Moves the current request to the start of the buffer. All that points into it is an offset from there. */
static void compact(isere__connection_t *c) {
  memmove(c->in, c->in + c->in_start, c->in_end - c->in_start);
  c->in_parsed -= c->in_start;
  c->in_end -= c->in_start;
  c->in_start = 0;
}

/** A body with a length goes straight to the pool's buffer, and only as much of it as belongs to it. */
static ptrdiff_t receive_into_body(isere__connection_t *c) {
  uint32_t room = c->body_expected - c->body_len;
  ptrdiff_t count = isere_port_receive(c->socket, c->body_buffer + c->body_len, room);
  if (count > 0) {
    c->body_len += (uint32_t)count;
    c->may_have_more = (uint32_t)count == room;
  }
  return count;
}

/** Takes a receive buffer, or waits for one behind the others. */
static bool take_buffer(isere__connection_t *c) {
  if (c->in == NULL) c->in = isere__pool_take(&c->http->receive_buffers);
  if (c->in != NULL) return true;
  if (c->state == ISERE__HEAD) {
    c->waits_for_input = true;
    isere__link_remove(&c->link);
    isere__link_append(&c->http->input_queue, &c->link);
  }
  return false;
}

static ptrdiff_t receive_into_buffer(isere__connection_t *c) {
  uint32_t capacity = isere__input_capacity(c->http);
  if (!take_buffer(c)) return ISERE_EAGAIN;
  if (c->in_end == capacity) compact(c);
  uint32_t room = capacity - c->in_end;
  ptrdiff_t count = isere_port_receive(c->socket, c->in + c->in_end, room);
  if (count > 0) {
    c->in_end += (uint32_t)count;
    c->may_have_more = (uint32_t)count == room;
  }
  return count;
}

void isere__receive(isere__connection_t *c) {
  bool to_body = c->state == ISERE__BODY && c->body_buffer != NULL && !c->head.is_chunked;
  ptrdiff_t count = to_body ? receive_into_body(c) : receive_into_buffer(c);
  if (count == 0) {
    c->end_of_stream = true;
    c->may_have_more = false;
  } else if (count == ISERE_EAGAIN) {
    c->may_have_more = false;
  } else if (count < 0) {
    isere__connection_kill(c);
  }
}

void isere__discard_input(isere__connection_t *c) {
  char discarded[512];
  ptrdiff_t count = isere_port_receive(c->socket, discarded, sizeof discarded);
  if (count == ISERE_EAGAIN) return;
  if (count > 0) c->linger_bytes += (uint32_t)count;
  if (count <= 0 || c->linger_bytes > ISERE__LINGER_BYTES) isere__connection_kill(c);
}

void isere__stop_waiting_for_input(isere__connection_t *c) {
  if (!c->waits_for_input) return;
  c->waits_for_input = false;
  isere__link_remove(&c->link);
}

void isere__release_input(isere__connection_t *c) {
  if (c->in == NULL || c->in_start != c->in_end) return;
  isere__pool_give(&c->http->receive_buffers, c->in);
  c->in = NULL;
  c->in_start = c->in_parsed = c->in_end = 0;
}

void isere__consume_request(isere__connection_t *c) {
  c->in_start += c->request_end;
  c->in_parsed = c->in_start;
  c->is_parsing = false;
  isere__body_release(c);
  isere__release_input(c);
}

void isere__update_interest(isere__connection_t *c) {
  uint32_t wanted = isere__output_is_pending(c) ? ISERE_PORT_WRITE : 0;
  if (isere__wants_input(c) || c->state == ISERE__LINGER) wanted |= ISERE_PORT_READ;
  /* Reading is given up when bytes really come unwanted: most of the time none do, and a system call is saved. */
  bool is_enough = c->is_watched && (c->interest & wanted) == wanted && !(c->interest & ~wanted & ISERE_PORT_WRITE);
  if (is_enough || (!c->is_watched && wanted == 0)) return;
  c->interest = (uint8_t)wanted;
  c->is_watched = true;
  if (isere_loop_watch(c->socket, wanted, &c->watch) < 0) isere__connection_kill(c);
}
