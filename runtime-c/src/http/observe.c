/**
 * @file
 * Tells an observer of each response. Costs nothing while there is none.
 *
 * The request line of a request that is answered later is kept here, for its place in the receive buffer is given to
 * the next request by then.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "http/internal.h"

/** What is kept of a request line, bytes. */
#define LINE_BYTES 240u

/** What is known of the request that a connection's handler has. */
struct isere__note {
  int64_t begun_us;
  uint16_t method_len;
  uint16_t target_len;
  char line[LINE_BYTES]; /* method and target, one behind the other */
};

static isere__note_t *note_of(const isere__connection_t *c) {
  size_t offset = (size_t)((const uint8_t *)c - c->http->connections);
  return &c->http->notes[offset / c->http->connection_bytes];
}

bool isere_http_observe(isere_http_t *http, isere_http_observer_t observer, void *user) {
  http->notes = isere_port_reserve(http->options.http_max_connections * sizeof(*http->notes));
  if (http->notes == NULL) return false;
  http->observer = observer;
  http->observer_user = user;
  return true;
}

static uint16_t keep(isere__note_t *note, uint32_t at, const char *from, uint32_t len) {
  uint32_t kept = len < LINE_BYTES - at ? len : LINE_BYTES - at;
  if (kept > 0) memcpy(note->line + at, from, kept);
  return (uint16_t)kept;
}

void isere__observe_request(isere__connection_t *c) {
  if (c->http->observer == NULL) return;
  isere__note_t *note = note_of(c);
  const char *request = c->in + c->in_start;
  note->begun_us = isere_port_now_us();
  note->method_len = note->target_len = 0;
  if (!c->is_parsing) return; /* nothing of a request has come: the offsets are those of the one before */
  note->method_len = keep(note, 0, request, c->head.method_len);
  note->target_len = keep(note, note->method_len, request + c->head.target, c->head.target_len);
}

void isere__observe_response(isere__connection_t *c, uint16_t status, size_t body_len, const char *detail) {
  isere_http_t *http = c->http;
  if (http->observer == NULL) return;
  const isere__note_t *note = note_of(c);
  const isere_http_answer_t answer = {
      .method = {note->line, note->method_len},
      .target = {note->line + note->method_len, note->target_len},
      .status = status,
      .body_len = body_len,
      .took_us = isere_port_now_us() - note->begun_us,
      .detail = detail,
  };
  http->observer(http->observer_user, &answer);
}
