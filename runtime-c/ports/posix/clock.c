/**
 * @file
 * Clocks and entropy.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__) || defined(__APPLE__)
#include <sys/random.h>
#endif

#include "isere/port.h"

int64_t isere_port_now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int isere_port_wall_clock_ms(int64_t *out) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return ISERE_ENOCLOCK;
  *out = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
  return ISERE_OK;
}

int isere_port_entropy(void *out, size_t len) {
  /* getentropy gives at most 256 bytes a call. */
  for (uint8_t *at = out; len > 0;) {
    size_t part = len < 256 ? len : 256;
    if (getentropy(at, part) != 0) return ISERE_EIO;
    at += part;
    len -= part;
  }
  return ISERE_OK;
}
