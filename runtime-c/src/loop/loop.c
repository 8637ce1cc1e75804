/**
 * @file
 * The event loop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "isere/loop.h"

#include <string.h>

#include "loop/timers.h"

int isere_loop_init(isere_loop_t *loop, uint32_t max_sockets, uint32_t max_timers, void (*prepare)(void *user),
                    void *user) {
  memset(loop, 0, sizeof *loop);
  loop->timers = isere_port_reserve(((size_t)max_timers + 1) * sizeof(isere_timer_t *));
  if (loop->timers == NULL) return ISERE_ENOMEM;
  loop->timer_capacity = max_timers;
  loop->prepare = prepare;
  loop->prepare_user = user;
  loop->now_us = isere_port_now_us();
  return isere_port_poll_open(max_sockets);
}

/** How long to wait for sockets: until the next timer, or without limit (negative). */
static int64_t wait_us(const isere_loop_t *loop) {
  if (loop->stop_requested) return 0;
  if (loop->timer_count == 0) return -1;
  int64_t left = loop->timers[1]->due_us - isere_port_now_us();
  return left > 0 ? left : 0;
}

int isere_loop_turn(isere_loop_t *loop) {
  if (loop->prepare != NULL) loop->prepare(loop->prepare_user);
  int count = isere_port_poll_wait(loop->events, ISERE_LOOP_BATCH, wait_us(loop));
  loop->now_us = isere_port_now_us();
  if (count < 0) return count;
  int64_t woke_us = loop->now_us;
  loop->event_count = (uint32_t)count;
  for (loop->event_next = 0; loop->event_next < loop->event_count;) {
    isere_port_event_t event = loop->events[loop->event_next++];
    if (event.user == NULL) continue;
    isere_watch_t *watch = event.user;
    watch->ready(watch, event.events);
    // JavaScript may have run for long: what comes next must not count its own time from before that.
    loop->now_us = isere_port_now_us();
  }
  loop->event_count = 0;
  // Timers that came due while sockets were handled wait for a turn: what came in before them is handled before them.
  loop->now_us = woke_us;
  isere__timers_fire(loop);
  loop->now_us = isere_port_now_us();
  return ISERE_OK;
}

int isere_loop_run(isere_loop_t *loop) {
  while (!loop->stop_requested) {
    int result = isere_loop_turn(loop);
    if (result < 0) return result;
  }
  return ISERE_OK;
}

void isere_loop_stop(isere_loop_t *loop) {
  loop->stop_requested = 1;
  isere_port_poll_wake();
}

void isere_loop_close(isere_loop_t *loop, isere_socket_t socket, isere_watch_t *watch) {
  for (uint32_t i = loop->event_next; i < loop->event_count; i++) {
    if (loop->events[i].user == watch) loop->events[i].user = NULL;
  }
  isere_port_close(socket);
}
