/**
 * @file
 * One connection: its states, its deadline, and handing its requests over.
 *
 * isere__connection_run is the only place where a connection moves on. It never nests: whoever changes a connection
 * from elsewhere (a handler that answers later, a body buffer that becomes free) makes it runnable, and it runs before
 * the loop waits. So no depth of the stack is in a client's hand.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stddef.h>
#include <string.h>

#include "http/internal.h"

static isere__connection_t *of_watch(isere_watch_t *watch) {
  return (isere__connection_t *)(void *)((uint8_t *)watch - offsetof(isere__connection_t, watch));
}

static isere__connection_t *of_timer(isere_timer_t *timer) {
  return (isere__connection_t *)(void *)((uint8_t *)timer - offsetof(isere__connection_t, timer));
}

/* --- the end ------------------------------------------------------------------------------------------------ */

void isere__connection_kill(isere__connection_t *c) {
  if (c->state == ISERE__DEAD) return;
  c->state = ISERE__DEAD;
  isere_loop_close(c->http->loop, c->socket, &c->watch);
  if (c->exchange != NULL) c->exchange->connection = NULL;
  c->exchange = NULL;
  c->waits_for_input = false;
  isere__link_remove(&c->link);
  isere__output_release_held(c);
  /* Its buffers may be in use further up the stack: the place is freed by a later run. */
  if (!c->is_busy) isere__http_make_runnable(c);
}

static void free_place(isere__connection_t *c) {
  isere_http_t *http = c->http;
  isere__link_remove(&c->link);
  isere__body_release(c);
  isere__pool_give(&http->receive_buffers, c->in);
  isere__pool_give(&http->send_buffers, c->out);
  isere_timer_cancel(http->loop, &c->timer);
  c->socket = ISERE_NO_SOCKET;
  c->next_free = http->free_connections;
  http->free_connections = c;
  http->stats.open--;
  if (c->is_refused) http->refused--;
  isere__http_place_freed(http);
}

/** All is sent. A client that may still be sending would answer our FIN with a reset, and lose what it has not read. */
static void finish(isere__connection_t *c) {
  bool has_unread = c->may_have_more || c->in_start != c->in_end;
  if (c->end_of_stream || !has_unread) {
    isere__connection_kill(c);
    return;
  }
  if (isere_port_shutdown(c->socket) < 0) c->mute_spans = ISERE__MUTE_LINGER_SPANS;
  c->state = ISERE__LINGER;
  c->deadline = ISERE__NO_DEADLINE;
  c->in_start = c->in_parsed = c->in_end = 0;
  isere__body_release(c);
}

/* --- requests ----------------------------------------------------------------------------------------------- */

/** Makes header views out of offsets. The authority of an absolute-form target replaces Host (RFC 9112, section 3.2.2).
 */
static size_t expand_fields(const isere__connection_t *c, isere_header_t *headers) {
  const char *request = c->in + c->in_start;
  const isere__head_t *head = &c->head;
  size_t count = head->field_count;
  for (size_t i = 0; i < count; i++) {
    const isere__field_t *field = &c->fields[i];
    headers[i].name = (isere_str_t){request + field->name, field->name_len};
    headers[i].value = (isere_str_t){request + field->value, field->value_len};
  }
  if (!head->is_absolute) return count;
  isere_str_t authority = {request + head->authority, head->authority_len};
  if (head->host_count > 0) {
    headers[head->host].value = authority;
  } else {
    headers[count++] = (isere_header_t){ISERE_STR("Host"), authority};
  }
  return count;
}

static void fill_request(const isere__connection_t *c, isere_request_t *request) {
  const char *start = c->in + c->in_start;
  const isere__head_t *head = &c->head;
  request->method = (isere_str_t){start, head->method_len};
  request->raw_path = (isere_str_t){start + head->path, head->path_len};
  if (head->is_asterisk) request->raw_path = ISERE_STR("*");
  if (head->has_no_path) request->raw_path = ISERE_STR("/");
  request->raw_query = (isere_str_t){start + head->query, head->query_len};
  request->headers = c->http->headers;
  request->header_count = expand_fields(c, c->http->headers);
  request->has_body = c->body_len > 0;
  request->body = (isere_str_t){c->body_buffer != NULL ? c->body_buffer : start + head->len, c->body_len};
}

static void dispatch(isere__connection_t *c) {
  isere_http_t *http = c->http;
  isere_exchange_t *exchange = http->free_exchanges;
  if (exchange == NULL) {
    isere__fail(c, 503, "too many requests are under way");
    return;
  }
  http->free_exchanges = exchange->next_free;
  exchange->connection = c;
  isere_request_t request;
  fill_request(c, &request);
  c->exchange = exchange;
  c->state = ISERE__HANDLING;
  c->deadline = ISERE__NO_DEADLINE;
  c->is_head_request = c->parser.method == HTTP_HEAD;
  c->requests++;
  http->stats.requests++;
  http->stats.in_flight++;
  isere__observe_request(c);
  http->handler(http->user, exchange, &request);
  isere__consume_request(c);
}

void isere__connection_answered(isere__connection_t *c) {
  c->exchange = NULL;
  if (c->state == ISERE__HANDLING) c->state = c->close_after ? ISERE__CLOSING : ISERE__HEAD;
  if (!c->is_busy) isere__http_make_runnable(c);
}

/* --- moving on ---------------------------------------------------------------------------------------------- */

/** Takes one step. False when there is none to take. */
static bool step(isere__connection_t *c, uint32_t *budget) {
  switch (c->state) {
    case ISERE__HEAD:
      /* A refusal, or "100 Continue", would be written before the body that is still to be sent. */
      if (c->held.rest.len > 0 && !c->is_blocked) isere__output_send(c);
      return c->state != ISERE__DEAD && c->held.rest.len == 0 && isere__parse_head(c);
    case ISERE__BODY:
      return isere__body_advance(c);
    case ISERE__READY:
      if (c->http->is_paused) return false;
      if (!isere__output_has_room(c)) {
        if (!c->is_blocked) isere__output_send(c);
        if (c->state == ISERE__DEAD || !isere__output_has_room(c)) return false;
      }
      if (*budget == 0) {
        isere__http_make_runnable(c);
        return false;
      }
      --*budget;
      dispatch(c);
      return true;
    default:
      return false;
  }
}

static isere__deadline_t deadline_of(const isere__connection_t *c) {
  if (c->state == ISERE__LINGER) return ISERE__LINGER_DEADLINE;
  if (isere__output_is_pending(c)) return ISERE__SEND_DEADLINE;
  switch (c->state) {
    case ISERE__HEAD:
      return c->in_start == c->in_end ? ISERE__IDLE_DEADLINE : ISERE__HEADER_DEADLINE;
    case ISERE__QUEUED:
      return ISERE__QUEUE_DEADLINE;
    case ISERE__BODY:
      return ISERE__BODY_DEADLINE;
    default:
      return ISERE__NO_DEADLINE;
  }
}

static int64_t span_us(const isere__connection_t *c, isere__deadline_t deadline) {
  const isere_options_t *options = &c->http->options;
  switch (deadline) {
    case ISERE__HEADER_DEADLINE:
      return (int64_t)options->http_header_timeout_ms * 1000;
    case ISERE__QUEUE_DEADLINE:
    case ISERE__BODY_DEADLINE:
      return (int64_t)options->http_body_timeout_ms * 1000;
    case ISERE__SEND_DEADLINE:
      return (int64_t)options->http_send_timeout_ms * 1000;
    case ISERE__LINGER_DEADLINE:
      return c->mute_spans > 0 ? ISERE__MUTE_LINGER_US : ISERE__LINGER_US;
    default:
      return (int64_t)options->http_idle_timeout_ms * 1000;
  }
}

/** The timer stays where it is while the deadline moves away from it: the usual request moves nothing in the heap. */
static void update_deadline(isere__connection_t *c) {
  isere__deadline_t deadline = deadline_of(c);
  if (deadline == c->deadline) return;
  c->deadline = (uint8_t)deadline;
  if (deadline == ISERE__NO_DEADLINE) return;
  c->taken_bytes = 0;
  int64_t now_us = isere_loop_now_us(c->http->loop);
  if (deadline == ISERE__BODY_DEADLINE) isere__body_note_progress(c);
  c->deadline_us = now_us + span_us(c, deadline);
  if (c->deadline_us < c->timer.due_us) (void)isere_timer_set(c->http->loop, &c->timer, c->deadline_us);
}

/** A byte now and then is none. */
static void note_progress(isere__connection_t *c) {
  if (c->state == ISERE__BODY && c->body_len - c->body_seen >= ISERE__BUSY_BODY_BYTES) isere__body_note_progress(c);
}

void isere__connection_run(isere__connection_t *c) {
  if (c->is_busy) return;
  c->is_busy = true;
  uint32_t budget = ISERE__REQUESTS_PER_TURN;
  bool again;
  /* What has waited goes first: it tells whether the client reads. */
  if (c->state != ISERE__DEAD && !c->is_blocked) isere__output_send(c);
  do {
    while (step(c, &budget)) {
    }
    if (c->state != ISERE__DEAD && !c->is_blocked) isere__output_send(c);
    again = c->state == ISERE__READY && !c->http->is_paused && budget > 0 && !isere__output_is_pending(c);
  } while (again);
  if (c->state == ISERE__CLOSING && !isere__output_is_pending(c)) finish(c);
  if (c->state != ISERE__DEAD) {
    isere__release_input(c);
    update_deadline(c);
    note_progress(c);
    isere__update_interest(c);
  }
  c->is_busy = false;
  if (c->state == ISERE__DEAD) free_place(c);
}

/* --- events ------------------------------------------------------------------------------------------------- */

static void on_ready(isere_watch_t *watch, uint32_t events) {
  isere__connection_t *c = of_watch(watch);
  if (events & (ISERE_PORT_WRITE | ISERE_PORT_HANGUP)) c->is_blocked = false;
  if (c->state == ISERE__LINGER) {
    isere__discard_input(c);
  } else if (isere__wants_input(c)) {
    if (events & (ISERE_PORT_READ | ISERE_PORT_HANGUP)) isere__receive(c);
  } else if (events & ISERE_PORT_HANGUP) {
    isere__connection_kill(c);
  } else if (events & ISERE_PORT_READ) {
    c->interest &= (uint8_t)~ISERE_PORT_READ;
    (void)isere_loop_watch(c->socket, c->interest, &c->watch);
  }
  isere__connection_run(c);
}

static void time_is_over(isere__connection_t *c) {
  c->http->stats.timeouts++;
  switch (c->deadline) {
    case ISERE__HEADER_DEADLINE:
      isere__fail(c, 408, "the header section did not come in time");
      break;
    case ISERE__QUEUE_DEADLINE:
      isere__fail(c, 503, "no buffer for the request body became free in time");
      break;
    case ISERE__BODY_DEADLINE:
      isere__fail(c, 408, "the request body did not come in time");
      break;
    default:
      isere__connection_kill(c);
  }
}

int64_t isere__connection_waits_since_us(const isere__connection_t *c) {
  return c->deadline_us - span_us(c, c->deadline);
}

static bool is_over(const isere__connection_t *c) {
  return c->state != ISERE__DEAD && c->deadline != ISERE__NO_DEADLINE &&
         c->deadline_us <= isere_loop_now_us(c->http->loop);
}

/** The loop may have been busy for long: what has come in the meantime counts. True when there was something. */
static bool receive_late(isere__connection_t *c) {
  if (!isere__wants_input(c)) return false;
  uint32_t received = c->in_end + c->body_len;
  isere__receive(c);
  return c->state == ISERE__DEAD || c->end_of_stream || c->in_end + c->body_len != received;
}

void isere__connection_end_wait(isere__connection_t *c) {
  isere__deadline_t deadline = c->deadline;
  int64_t deadline_us = c->deadline_us, progress_us = c->body_progress_us;
  /* A body may take more than one read: the first fills the receive buffer. */
  while (receive_late(c)) {
    isere__connection_run(c);
    if (c->socket == ISERE_NO_SOCKET || c->state == ISERE__DEAD) return;
    if (c->deadline != deadline || c->deadline_us != deadline_us) return;
  }
  if (c->body_progress_us != progress_us && !is_over(c)) return;
  time_is_over(c);
  isere__connection_run(c);
}

/** A client that has not seen our FIN and sends on may not have read its answer yet: another span. */
static bool listens_on(isere__connection_t *c) {
  if (c->state != ISERE__LINGER || c->mute_spans <= 1 || c->linger_bytes == 0) return false;
  c->mute_spans--;
  c->linger_bytes = 0;
  c->deadline_us = isere_loop_now_us(c->http->loop) + ISERE__MUTE_LINGER_US;
  return true;
}

static void on_timer(isere_timer_t *timer) {
  isere__connection_t *c = of_timer(timer);
  isere_http_t *http = c->http;
  if (is_over(c) && !listens_on(c)) isere__connection_end_wait(c);
  if (c->socket == ISERE_NO_SOCKET || isere_timer_is_set(&c->timer)) return;
  /* It stays set while the connection is open, so that there is always room for it. */
  int64_t due_us = isere_loop_now_us(http->loop) + span_us(c, ISERE__IDLE_DEADLINE);
  if (c->deadline != ISERE__NO_DEADLINE && c->deadline_us < due_us) due_us = c->deadline_us;
  (void)isere_timer_set(http->loop, &c->timer, due_us);
}

/** Takes a free place and sets its timer; dead when that cannot be. */
static isere__connection_t *take_place(isere_http_t *http, isere_socket_t socket) {
  isere__connection_t *c = http->free_connections;
  http->free_connections = c->next_free;
  memset(c, 0, sizeof *c);
  c->http = http;
  c->socket = socket;
  c->watch.ready = on_ready;
  c->timer.fire = on_timer;
  http->stats.open++;
  http->stats.accepted++;
  int64_t due_us = isere_loop_now_us(http->loop) + span_us(c, ISERE__IDLE_DEADLINE);
  if (isere_timer_set(http->loop, &c->timer, due_us) < 0) isere__connection_kill(c);
  return c;
}

void isere__connection_open(isere_http_t *http, isere_socket_t socket) {
  isere__connection_t *c = take_place(http, socket);
  /* Most clients have sent their request by now. */
  if (c->state != ISERE__DEAD) isere__receive(c);
  isere__connection_run(c);
}

void isere__connection_refuse(isere_http_t *http, isere_socket_t socket) {
  isere__connection_t *c = take_place(http, socket);
  c->is_refused = true;
  http->refused++;
  http->stats.refused++;
  if (c->state != ISERE__DEAD) {
    isere__fail(c, 503, "every connection is taken");
    /* Its request is not read, and would have the answer lost by a reset. */
    c->may_have_more = true;
  }
  isere__connection_run(c);
}
