/**
 * @file
 * What the engine calls of a C library that Zephyr's leaves to others. Weak: an application that turns POSIX on brings
 * its own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <sys/time.h>
#include <time.h>
#include <zephyr/toolchain.h>

#include "isere/port.h"

/** A clock that was never set tells the time since the start: dates are wrong then, but differ from each other. */
static int64_t wall_clock_or_uptime_us(void) {
  int64_t ms;
  return isere_port_wall_clock_ms(&ms) == 0 ? ms * 1000 : isere_port_now_us();
}

__weak int gettimeofday(struct timeval *out, void *zone) {
  (void)zone;
  int64_t now_us = wall_clock_or_uptime_us();
  out->tv_sec = (time_t)(now_us / 1000000);
  out->tv_usec = (suseconds_t)(now_us % 1000000);
  return 0;
}

__weak int clock_gettime(clockid_t clock, struct timespec *out) {
  int64_t now_us = clock == CLOCK_REALTIME ? wall_clock_or_uptime_us() : isere_port_now_us();
  out->tv_sec = (time_t)(now_us / 1000000);
  out->tv_nsec = (long)(now_us % 1000000 * 1000);
  return 0;
}
