/**
 * @file
 * Tests of src/loop.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fake_port.h"
#include "fake_sockets.h"
#include "isere/loop.h"
#include "isere_test.h"

#define MAX_TIMERS 512

/** A timer that writes its number into a list when it fires. */
typedef struct {
  isere_timer_t timer;
  int number;
  int64_t again_us; /* sets itself again after this long; negative: not */
} numbered_t;

static isere_loop_t loop;
static numbered_t timers[MAX_TIMERS];
static int fired[4096];
static int fired_count;
static int prepared;

static void on_fire(isere_timer_t *timer) {
  numbered_t *numbered = (numbered_t *)(void *)timer;
  fired[fired_count++] = numbered->number;
  if (numbered->again_us >= 0) (void)isere_timer_set(&loop, timer, isere_loop_now_us(&loop) + numbered->again_us);
}

static void on_prepare(void *user) {
  (void)user;
  prepared++;
}

static void begin(uint32_t max_timers) {
  fake_sockets_reset();
  fake_port_reset();
  memset(timers, 0, sizeof timers);
  for (int i = 0; i < MAX_TIMERS; i++)
    timers[i] = (numbered_t){.timer.fire = on_fire, .number = i, .again_us = -1};
  fired_count = prepared = 0;
  if (isere_loop_init(&loop, 16, max_timers, on_prepare, NULL) != 0) abort();
}

static int set(int number, int64_t due_us) {
  return isere_timer_set(&loop, &timers[number].timer, due_us);
}

static void timers_fire_in_the_order_of_their_times(void) {
  begin(MAX_TIMERS);
  int64_t now = isere_loop_now_us(&loop);
  uint32_t random = 12345;
  for (int i = 0; i < MAX_TIMERS; i++) {
    random = random * 1664525 + 1013904223;
    CHECK_INT(set(i, now + random % 1000), 0);
  }
  for (int i = 0; i < 2000 && fired_count < MAX_TIMERS; i++)
    CHECK_INT(isere_loop_turn(&loop), 0);
  CHECK_INT(fired_count, MAX_TIMERS);
  for (int i = 1; i < MAX_TIMERS; i++) {
    CHECK(timers[fired[i - 1]].timer.due_us <= timers[fired[i]].timer.due_us);
  }
}

static void equal_times_fire_in_the_order_they_were_set(void) {
  begin(MAX_TIMERS);
  int64_t due = isere_loop_now_us(&loop) + 1000;
  for (int i = 0; i < 100; i++)
    CHECK_INT(set(i * 7 % 100, due), 0);
  CHECK_INT(isere_loop_turn(&loop), 0);
  CHECK_INT(fired_count, 100);
  for (int i = 0; i < 100; i++)
    CHECK_INT(fired[i], i * 7 % 100);
}

static void a_timer_can_be_moved_and_cancelled(void) {
  begin(MAX_TIMERS);
  int64_t now = isere_loop_now_us(&loop);
  for (int i = 0; i < 50; i++)
    CHECK_INT(set(i, now + 100 + i), 0);
  for (int i = 0; i < 50; i += 2)
    CHECK_INT(set(i, now + 1000 - i), 0);
  for (int i = 1; i < 50; i += 4)
    isere_timer_cancel(&loop, &timers[i].timer);
  isere_timer_cancel(&loop, &timers[100].timer);
  CHECK(!isere_timer_is_set(&timers[1].timer));
  CHECK(isere_timer_is_set(&timers[0].timer));
  for (int i = 0; i < 100; i++)
    CHECK_INT(isere_loop_turn(&loop), 0);
  CHECK_INT(fired_count, 37);
  CHECK_INT(fired[0], 3);
  CHECK_INT(fired[36], 0);
}

/** The last timer of the heap takes the place of the one that goes, which may be below it or above. */
static void the_order_holds_whatever_is_cancelled(void) {
  uint32_t random = 1;
  for (int round = 0; round < 50; round++) {
    begin(MAX_TIMERS);
    int64_t now = isere_loop_now_us(&loop);
    for (int i = 0; i < 64; i++) {
      random = random * 1664525 + 1013904223;
      CHECK_INT(set(i, now + 1 + (random >> 16) % 1000), 0);
    }
    for (int i = 0; i < 32; i++) {
      random = random * 1664525 + 1013904223;
      isere_timer_cancel(&loop, &timers[(random >> 16) % 64].timer);
    }
    int left = (int)loop.timer_count;
    for (int i = 0; i < 100; i++)
      CHECK_INT(isere_loop_turn(&loop), 0);
    CHECK_INT(fired_count, left);
    for (int i = 1; i < left; i++)
      CHECK(timers[fired[i - 1]].timer.due_us <= timers[fired[i]].timer.due_us);
  }
}

static void one_timer_too_many_is_refused(void) {
  begin(3);
  for (int i = 0; i < 3; i++)
    CHECK_INT(set(i, 5), 0);
  CHECK_INT(set(3, 5), ISERE_ENOMEM);
  CHECK_INT(set(2, 6), 0);
  isere_timer_cancel(&loop, &timers[0].timer);
  CHECK_INT(set(3, 5), 0);
}

static void a_timer_that_sets_itself_for_now_does_not_starve_the_loop(void) {
  begin(MAX_TIMERS);
  timers[0].again_us = 0;
  CHECK_INT(set(0, 0), 0);
  for (int i = 0; i < 10; i++)
    CHECK_INT(isere_loop_turn(&loop), 0);
  CHECK_INT(fired_count, 10);
  CHECK_INT(prepared, 10);
}

static void a_wait_ends_at_the_next_timer(void) {
  begin(MAX_TIMERS);
  int64_t now = isere_loop_now_us(&loop);
  CHECK_INT(set(0, now + 2500), 0);
  CHECK_INT(isere_loop_turn(&loop), 0);
  CHECK_INT(fired_count, 1);
  CHECK_INT(isere_loop_now_us(&loop) - now, 2500);
}

/** Stops the loop when it fires. */
static void on_stop(isere_timer_t *timer) {
  (void)timer;
  isere_loop_stop(&loop);
}

static void stop_ends_the_run(void) {
  begin(MAX_TIMERS);
  timers[0].timer.fire = on_stop;
  CHECK_INT(set(0, isere_loop_now_us(&loop) + 100), 0);
  CHECK_INT(isere_loop_run(&loop), 0);
  CHECK_INT(prepared, 1);
}

/** Two watches; the first that becomes ready closes the other. */
static isere_watch_t watches[2];
static isere_socket_t sockets[2];
static int ready_count;

static void on_ready(isere_watch_t *watch, uint32_t events) {
  (void)events;
  int other = watch == &watches[0] ? 1 : 0;
  ready_count++;
  isere_loop_close(&loop, sockets[other], &watches[other]);
}

static void events_of_a_closed_socket_are_dropped(void) {
  begin(MAX_TIMERS);
  uint16_t port;
  isere_socket_t listener = isere_port_listen("::", 1, &port);
  ready_count = 0;
  for (int i = 0; i < 2; i++) {
    fake_send(fake_connect(), "x", 1);
    sockets[i] = isere_port_accept(listener);
    watches[i].ready = on_ready;
    CHECK_INT(isere_loop_watch(sockets[i], ISERE_PORT_READ, &watches[i]), 0);
  }
  CHECK_INT(isere_loop_turn(&loop), 0);
  CHECK_INT(ready_count, 1);
  CHECK(fake_is_closed(1));
  CHECK(!fake_is_closed(0));
}

int main(void) {
  RUN(timers_fire_in_the_order_of_their_times);
  RUN(equal_times_fire_in_the_order_they_were_set);
  RUN(a_timer_can_be_moved_and_cancelled);
  RUN(the_order_holds_whatever_is_cancelled);
  RUN(one_timer_too_many_is_refused);
  RUN(a_timer_that_sets_itself_for_now_does_not_starve_the_loop);
  RUN(a_wait_ends_at_the_next_timer);
  RUN(stop_ends_the_run);
  RUN(events_of_a_closed_socket_are_dropped);
  fake_port_reset();
  fake_sockets_reset();
  return isere_test_finish();
}
