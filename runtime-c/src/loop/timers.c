/**
 * @file
 * The loop's timers: a binary heap, 1-based, each timer knowing its place.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "loop/timers.h"

static bool earlier(const isere_timer_t *a, const isere_timer_t *b) {
  return a->due_us != b->due_us ? a->due_us < b->due_us : a->order < b->order;
}

static void place(isere_loop_t *loop, isere_timer_t *timer, uint32_t index) {
  loop->timers[index] = timer;
  timer->heap_index = index;
}

/** Moves @p timer, whose place is free at @p index, towards the root. */
static void sift_up(isere_loop_t *loop, isere_timer_t *timer, uint32_t index) {
  while (index > 1 && earlier(timer, loop->timers[index / 2])) {
    place(loop, loop->timers[index / 2], index);
    index /= 2;
  }
  place(loop, timer, index);
}

/** Moves @p timer, whose place is free at @p index, towards the leaves. */
static void sift_down(isere_loop_t *loop, isere_timer_t *timer, uint32_t index) {
  for (;;) {
    uint32_t child = index * 2;
    if (child > loop->timer_count) break;
    if (child < loop->timer_count && earlier(loop->timers[child + 1], loop->timers[child])) child++;
    if (!earlier(loop->timers[child], timer)) break;
    place(loop, loop->timers[child], index);
    index = child;
  }
  place(loop, timer, index);
}

/** Puts @p timer, whose place is free at @p index, where it belongs. */
static void settle(isere_loop_t *loop, isere_timer_t *timer, uint32_t index) {
  if (index > 1 && earlier(timer, loop->timers[index / 2])) {
    sift_up(loop, timer, index);
  } else {
    sift_down(loop, timer, index);
  }
}

int isere_timer_set(isere_loop_t *loop, isere_timer_t *timer, int64_t due_us) {
  uint32_t index = timer->heap_index;
  if (index == 0) {
    if (loop->timer_count == loop->timer_capacity) return ISERE_ENOMEM;
    index = ++loop->timer_count;
  }
  timer->due_us = due_us;
  timer->order = ++loop->timer_order;
  settle(loop, timer, index);
  return ISERE_OK;
}

void isere_timer_cancel(isere_loop_t *loop, isere_timer_t *timer) {
  uint32_t index = timer->heap_index;
  if (index == 0) return;
  timer->heap_index = 0;
  isere_timer_t *last = loop->timers[loop->timer_count--];
  if (last != timer) settle(loop, last, index);
}

void isere__timers_fire(isere_loop_t *loop) {
  // A timer that is set while these fire waits for the next turn, so that one which sets itself again for "now" cannot
  // keep the loop from its sockets.
  uint64_t last_order = loop->timer_order;
  int64_t limit = loop->now_us;
  while (loop->timer_count > 0) {
    isere_timer_t *timer = loop->timers[1];
    if (timer->due_us > limit || timer->order > last_order) break;
    isere_timer_cancel(loop, timer);
    loop->now_us = isere_port_now_us();
    timer->fire(timer);
  }
}
