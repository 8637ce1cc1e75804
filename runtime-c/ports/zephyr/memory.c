/**
 * @file
 * Memory of the runtime: one static buffer, sized from the options at compile time.
 *
 * A linker that says "region RAM overflowed" is the whole error handling for a board whose options ask too much. The
 * log says at start-up how much of it is used.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <zephyr/kernel.h>
#include <zephyr/net/socket.h>

#include "isere/port.h"
#include "memory_size.h"
#include "port.h"

BUILD_ASSERT(sizeof(struct zsock_pollfd) <= ISERE__WATCHED_BYTES, "poll.c reserves more than memory_size.h says");

static uint8_t __aligned(16) __noinit arena[ISERE__MEMORY_BYTES];
static size_t used;

void *isere_port_reserve(size_t bytes) {
  if (bytes > sizeof(arena) - used) return NULL;
  void *start = arena + used;
  used += ISERE__RESERVED(bytes);
  /* What the linker leaves uninitialised is the JavaScript heap for the most part: it needs no zeros, but port.h
   * promises them and start-up has the time. */
  memset(start, 0, bytes);
  return start;
}

void isere_port_discard(void *start, size_t bytes) {
  ARG_UNUSED(start);
  ARG_UNUSED(bytes);
}

size_t isere__memory_used(void) {
  return used;
}

size_t isere__memory_size(void) {
  return sizeof(arena);
}
