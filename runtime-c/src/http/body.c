/**
 * @file
 * Request bodies: behind the header section where they fit, else in a buffer of the pool.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "http/internal.h"

/** Where the body starts in the receive buffer when it lies there. */
static uint32_t body_start(const isere__connection_t *c) {
  return c->in_start + c->head.len;
}

static void make_ready(isere__connection_t *c, uint32_t request_end) {
  c->state = ISERE__READY;
  c->request_end = request_end;
}

void isere__body_note_progress(isere__connection_t *c) {
  c->body_seen = c->body_len;
  c->body_progress_us = isere_loop_now_us(c->http->loop);
}

/** Moves what has come of the body into the pool's buffer. */
static void use_buffer(isere__connection_t *c, char *buffer) {
  c->body_buffer = buffer;
  c->state = ISERE__BODY;
  uint32_t start = body_start(c);
  if (!c->head.is_chunked) c->body_len = c->in_end - start;
  if (c->body_len > 0) memcpy(buffer, c->in + start, c->body_len);
  c->in_parsed = c->in_end = start;
  isere__body_note_progress(c);
}

/**
 * Takes a buffer, or waits for one behind the others. Only a client that has filled its receive buffer comes here: one
 * that says how much will come, and sends nothing, keeps no buffer from those who do.
 */
static void take_buffer(isere__connection_t *c) {
  char *buffer = isere__pool_take(&c->http->body_buffers);
  if (buffer != NULL) {
    use_buffer(c, buffer);
    return;
  }
  c->state = ISERE__QUEUED;
  isere__link_remove(&c->link);
  isere__link_append(&c->http->body_queue, &c->link);
}

void isere__body_begin(isere__connection_t *c) {
  c->body_len = 0;
  c->body_seen = 0;
  c->extra_bytes = 0;
  c->state = ISERE__BODY;
}

void isere__body_append(isere__connection_t *c, const char *bytes, size_t len) {
  char *body = c->body_buffer != NULL ? c->body_buffer : c->in + body_start(c);
  /* In place, what is decoded never reaches what is still to be parsed: it only lost its chunk headers. */
  memmove(body + c->body_len, bytes, len);
  c->body_len += (uint32_t)len;
}

static bool ended_early(isere__connection_t *c) {
  if (!c->end_of_stream) return false;
  isere__fail(c, 400, "the request ends in its body");
  return true;
}

static bool advance_fixed(isere__connection_t *c) {
  if (c->body_buffer == NULL) {
    uint32_t received = c->in_end - body_start(c);
    c->body_len = received < c->body_expected ? received : c->body_expected;
  }
  if (c->body_len < c->body_expected) {
    if (c->body_buffer != NULL || c->in_end - c->in_start < isere__input_capacity(c->http)) return ended_early(c);
    take_buffer(c);
    return true;
  }
  make_ready(c, c->head.len + (c->body_buffer == NULL ? c->body_expected : 0));
  return true;
}

static bool advance_chunked(isere__connection_t *c) {
  if (c->in_parsed < c->in_end) {
    llhttp_errno_t error = isere__parse_chunks(c);
    if (error == HPE_PAUSED) {
      make_ready(c, c->in_parsed - c->in_start);
      return true;
    }
    if (error != HPE_OK) return true;
    /* All of it is decoded: what was received is the body so far. */
    c->in_parsed = c->in_end = body_start(c) + (c->body_buffer == NULL ? c->body_len : 0);
    uint32_t room = isere__input_capacity(c->http) - (c->in_end - c->in_start);
    if (room < ISERE__CHUNK_ROOM && c->body_buffer == NULL) {
      take_buffer(c);
      if (c->state == ISERE__QUEUED) return true;
    }
  }
  return ended_early(c);
}

/** Says "100 Continue" once the body is wanted, unless it comes unasked (RFC 9110, section 10.1.1). */
static void invite(isere__connection_t *c) {
  if (!c->head.expects_continue || c->is_http_1_0) return;
  c->head.expects_continue = false;
  bool has_body = c->head.is_chunked || c->body_expected > 0;
  bool has_come = c->in_end > body_start(c) || c->body_len > 0;
  if (has_body && !has_come) isere__respond_continue(c);
}

bool isere__body_advance(isere__connection_t *c) {
  invite(c);
  return c->head.is_chunked ? advance_chunked(c) : advance_fixed(c);
}

void isere__body_release(isere__connection_t *c) {
  char *buffer = c->body_buffer;
  if (buffer == NULL) return;
  c->body_buffer = NULL;
  isere__link_t *first = c->http->body_queue.next;
  if (first == &c->http->body_queue) {
    isere__pool_give(&c->http->body_buffers, buffer);
    return;
  }
  isere__connection_t *waiting = isere__link_connection(first);
  isere__link_remove(first);
  use_buffer(waiting, buffer);
  isere__http_make_runnable(waiting);
}
