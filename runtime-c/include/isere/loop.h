/**
 * @file
 * The event loop: sockets through port.h, and timers. One thread, no allocation after isere_loop_init.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_LOOP_H
#define ISERE_LOOP_H

#include "isere/port.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A timer. Its owner embeds it, zeroed, and keeps it in place while it is set. */
typedef struct isere_timer {
  int64_t due_us;                          /**< on the monotonic clock; read only */
  uint64_t order;                          /**< equal times fire in the order they were set; private */
  uint32_t heap_index;                     /**< 0: not set; private */
  void (*fire)(struct isere_timer *timer); /**< called by the loop; may set the timer again */
} isere_timer_t;

/** A watched socket. Its owner embeds it and keeps it in place while it is watched. */
typedef struct isere_watch {
  void (*ready)(struct isere_watch *watch, uint32_t events); /**< ISERE_PORT_... bits */
} isere_watch_t;

/** How many events are taken from the port at once. */
#define ISERE_LOOP_BATCH 64

/** The loop. All fields are private. */
typedef struct {
  isere_port_event_t events[ISERE_LOOP_BATCH]; /* the batch that is being handled */
  uint32_t event_count;
  uint32_t event_next;
  isere_timer_t **timers; /* a binary heap, 1-based */
  uint32_t timer_count;
  uint32_t timer_capacity;
  uint64_t timer_order;
  int64_t now_us;
  void (*prepare)(void *user);
  void *prepare_user;
  volatile int stop_requested;
} isere_loop_t;

/**
 * Makes a loop.
 *
 * @param max_sockets  how many sockets can be watched at once
 * @param max_timers  how many timers can be set at once
 * @param prepare  called before each wait, after everything that was ready has been handled; NULL for none
 * @return 0 or ISERE_ENOMEM
 */
int isere_loop_init(isere_loop_t *loop, uint32_t max_sockets, uint32_t max_timers, void (*prepare)(void *user),
                    void *user);

/**
 * The monotonic time when the event or timer that is being handled was taken up, us. Saves a clock call where a
 * millisecond does not matter.
 */
static inline int64_t isere_loop_now_us(const isere_loop_t *loop) {
  return loop->now_us;
}

/** Watches @p socket for @p events on behalf of @p watch; see isere_port_poll_watch. */
static inline int isere_loop_watch(isere_socket_t socket, uint32_t events, isere_watch_t *watch) {
  return isere_port_poll_watch(socket, events, watch);
}

/**
 * Closes a watched socket. Events of it that the loop has taken from the port and not yet handled are dropped, so that
 * @p watch may be used for another socket at once.
 */
void isere_loop_close(isere_loop_t *loop, isere_socket_t socket, isere_watch_t *watch);

/** Sets @p timer to fire at @p due_us, or moves it there. 0, or ISERE_ENOMEM when max_timers are set already. */
int isere_timer_set(isere_loop_t *loop, isere_timer_t *timer, int64_t due_us);

/** Takes @p timer out; one that is not set is left alone. */
void isere_timer_cancel(isere_loop_t *loop, isere_timer_t *timer);

/** True while @p timer waits to fire. */
static inline bool isere_timer_is_set(const isere_timer_t *timer) {
  return timer->heap_index != 0;
}

/** Waits once (not past the next timer) and handles what is ready. */
int isere_loop_turn(isere_loop_t *loop);

/** Turns until isere_loop_stop. */
int isere_loop_run(isere_loop_t *loop);

/** Ends isere_loop_run after the turn that is going on. May be called from a signal handler. */
void isere_loop_stop(isere_loop_t *loop);

#ifdef __cplusplus
}
#endif
#endif
