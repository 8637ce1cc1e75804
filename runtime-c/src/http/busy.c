/**
 * @file
 * When others wait: places, receive buffers and body buffers are taken from clients that keep them and do nothing.
 *
 * As long as there is enough of everything, the timeouts of options.yaml are what a client gets. When somebody waits
 * for one of the three, http.busy_timeout_ms holds instead, so that clients who open connections and dawdle (by malice
 * or because they are slow) cost the others that time and no more. One client loses its place or buffer in a turn.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/internal.h"

/** What somebody waits for. */
enum { PLACE = 1, RECEIVE_BUFFER = 2, BODY_BUFFER = 4 };

static uint32_t wants(const isere_http_t *http) {
  uint32_t wanted = http->is_place_wanted ? PLACE : 0;
  bool is_input_wanted = http->input_queue.next != &http->input_queue && http->receive_buffers.free_count == 0;
  if (is_input_wanted) wanted |= RECEIVE_BUFFER;
  if (http->body_queue.next != &http->body_queue) wanted |= BODY_BUFFER;
  return wanted;
}

/** True when the server waits for this client, who has something that is wanted. */
static bool keeps(const isere__connection_t *c, uint32_t wanted) {
  switch (c->deadline) {
    case ISERE__NO_DEADLINE:
    case ISERE__QUEUE_DEADLINE:
      return false;
    case ISERE__IDLE_DEADLINE:
      /* Without a buffer nobody can tell whether it has sent a request. */
      return (wanted & PLACE) && !c->waits_for_input && (c->in != NULL || c->http->receive_buffers.free_count > 0);
    case ISERE__LINGER_DEADLINE:
      return wanted & PLACE;
    default:
      return (wanted & PLACE) || ((wanted & RECEIVE_BUFFER) && c->in != NULL) ||
             ((wanted & BODY_BUFFER) && c->body_buffer != NULL);
  }
}

/**
 * When it has kept that too long. Who keeps a body buffer others wait for is measured by its body alone: one that is
 * complete may wait behind an answer that its client reads as slowly as it likes.
 */
static int64_t due_us(const isere__connection_t *c, uint32_t wanted) {
  if (c->deadline == ISERE__LINGER_DEADLINE) return isere__connection_waits_since_us(c) + ISERE__BUSY_LINGER_US;
  int64_t span_us = (int64_t)c->http->options.http_busy_timeout_ms * 1000;
  bool is_body = c->deadline == ISERE__BODY_DEADLINE || ((wanted & BODY_BUFFER) && c->body_buffer != NULL);
  return (is_body ? c->body_progress_us : isere__connection_waits_since_us(c)) + span_us;
}

/** Who has to give something up next: the first one whose place is becoming free anyway, else the first one due. */
static isere__connection_t *find(const isere_http_t *http, uint32_t wanted) {
  isere__connection_t *found = NULL;
  for (uint32_t i = 0; i < http->options.http_max_connections; i++) {
    isere__connection_t *c = isere__http_connection_at(http, i);
    if (c->socket == ISERE_NO_SOCKET || c->state == ISERE__DEAD || !keeps(c, wanted)) continue;
    if (c->deadline == ISERE__LINGER_DEADLINE) return c;
    if (found == NULL || due_us(c, wanted) < due_us(found, wanted)) found = c;
  }
  return found;
}

void isere__http_relieve(isere_http_t *http) {
  uint32_t wanted = wants(http);
  if (wanted == 0) {
    isere_timer_cancel(http->loop, &http->busy_timer);
    return;
  }
  if (isere_timer_is_set(&http->busy_timer)) return;
  int64_t now_us = isere_loop_now_us(http->loop);
  isere__connection_t *slowest = find(http, wanted);
  /* Nobody: all of them wait for the function. They may be slow readers by and by. */
  int64_t next_us = now_us + (int64_t)http->options.http_busy_timeout_ms * 1000;
  if (slowest != NULL && due_us(slowest, wanted) > now_us) next_us = due_us(slowest, wanted);
  if (slowest != NULL && due_us(slowest, wanted) <= now_us) {
    isere_log(ISERE_LOG_DEBUG, NULL, "a client that was slow, or idle, makes room for others");
    isere__connection_end_wait(slowest);
    next_us = now_us;
  }
  (void)isere_timer_set(http->loop, &http->busy_timer, next_us);
}
