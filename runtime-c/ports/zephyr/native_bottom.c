/**
 * @file
 * native_sim's host side.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <sys/random.h>
#include <time.h>

#include "native.h"

int64_t isere__native_monotonic_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t isere__native_wall_clock_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int isere__native_entropy(void *out, size_t len) {
  unsigned char *at = out;
  while (len > 0) {
    ssize_t count = getrandom(at, len, 0);
    if (count <= 0) return -1;
    at += count;
    len -= (size_t)count;
  }
  return 0;
}
