/**
 * @file
 * Memory of the runtime: one static buffer, sized from the options at compile time.
 *
 * A linker that says "region RAM overflowed" is the whole error handling for a board whose options ask too much. What
 * the parts reserve is theirs to know, so the size is a bound; the log says at start-up how much of it is used, and
 * tests/zephyr watches the rest.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <zephyr/kernel.h>

#include "isere/port.h"
#include "port.h"

#define POINTER sizeof(void *)

/* What one of each thing costs beside the bytes that its option names. */
#define CONNECTION_BYTES (152 + 27 * POINTER + CONFIG_ISERE_HTTP_MAX_HEADERS * 8)
#define CALL_BYTES (16 + 10 * POINTER)
#define TIMER_BYTES (64 + 7 * POINTER)
#define HEADER_BYTES (4 * POINTER)
#define FIXED_BYTES (4544 + 420 * POINTER)
/* Buffers start on a cache line. */
#define BUFFER_BYTES(bytes) ROUND_UP(bytes, 64)

#define CONNECTIONS CONFIG_ISERE_HTTP_MAX_CONNECTIONS

/* More receive buffers than connections are not made. */
#define RECEIVE_BUFFERS MIN(CONFIG_ISERE_HTTP_RECEIVE_BUFFERS, CONNECTIONS)

/* Each JavaScript heap has its own of all that belongs to a function. */
#define CONTEXT_BYTES                                                                        \
  (CONFIG_ISERE_JS_HEAP_BYTES + CONFIG_ISERE_JS_HEAP_BYTES / 64 + CONNECTIONS * CALL_BYTES + \
   CONFIG_ISERE_FUNCTION_MAX_IN_FLIGHT * 2 * CALL_BYTES + CONFIG_ISERE_FUNCTION_MAX_TIMERS * TIMER_BYTES)

#define ARENA_BYTES                                                                                    \
  (CONFIG_ISERE_JS_CONTEXTS * CONTEXT_BYTES +                                                          \
   CONNECTIONS * (CONNECTION_BYTES + BUFFER_BYTES(CONFIG_ISERE_HTTP_SEND_BUFFER_BYTES) + CALL_BYTES) + \
   RECEIVE_BUFFERS * BUFFER_BYTES(CONFIG_ISERE_HTTP_MAX_HEADER_BYTES + 256) +                          \
   CONFIG_ISERE_HTTP_BODY_BUFFERS * BUFFER_BYTES(CONFIG_ISERE_HTTP_MAX_BODY_BYTES) +                   \
   CONFIG_ISERE_HTTP_MAX_HEADERS * HEADER_BYTES + FIXED_BYTES)

static uint8_t __aligned(16) __noinit arena[ROUND_UP(ARENA_BYTES, 16)];
static size_t used;

void *isere_port_reserve(size_t bytes) {
  if (bytes > sizeof(arena) - used) return NULL;
  void *start = arena + used;
  used += ROUND_UP(bytes, 16);
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
