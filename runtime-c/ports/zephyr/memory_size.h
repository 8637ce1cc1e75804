/**
 * @file
 * How many bytes the runtime reserves when it starts, worked out of its options by the preprocessor.
 *
 * What a part reserves is that part's affair, so this is a bound with little room to spare; test_zephyr_memory.c holds
 * it against what the core really asks for, from above and from below. The options stand here by their Kconfig names.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_PORTS_ZEPHYR_MEMORY_SIZE_H
#define ISERE_PORTS_ZEPHYR_MEMORY_SIZE_H

#include <stddef.h>

#define ISERE__POINTER sizeof(void *)
#define ISERE__LESSER(a, b) ((a) < (b) ? (a) : (b))

/** What isere_port_reserve() makes of a size. */
#define ISERE__RESERVED(bytes) (((bytes) + 15) / 16 * 16)
/** A cache line. */
#define ISERE__LINES(bytes) (((bytes) + 63) / 64 * 64)

/** Buffers, and the list of those that are free. */
#define ISERE__POOL_BYTES(count, bytes) \
  (ISERE__RESERVED((count) * ISERE__POINTER) + ISERE__RESERVED((count) * ISERE__LINES(bytes)))

/* --- what one of each thing takes --------------------------------------------------------------------------------- */

#define ISERE__SERVER_BYTES (352 + 220 * ISERE__POINTER)
#define ISERE__HTTP_BYTES (320 + 28 * ISERE__POINTER)
#define ISERE__ENGINE_BYTES (3152 + 618 * ISERE__POINTER)
#define ISERE__CONNECTION_BYTES ISERE__LINES(208 + 22 * ISERE__POINTER + CONFIG_ISERE_HTTP_MAX_HEADERS * 8)
#define ISERE__EXCHANGE_BYTES (2 * ISERE__POINTER)
#define ISERE__CALL_BYTES (4 * ISERE__POINTER)
#define ISERE__BODY_BYTES (4 * ISERE__POINTER)
#define ISERE__TIMER_BYTES (48 + 8 * ISERE__POINTER)
#define ISERE__HEADER_BYTES (4 * ISERE__POINTER)
#define ISERE__WATCHED_BYTES 8

/* --- how many ----------------------------------------------------------------------------------------------------- */

#define ISERE__CONNECTIONS CONFIG_ISERE_HTTP_MAX_CONNECTIONS
#define ISERE__IN_FLIGHT CONFIG_ISERE_FUNCTION_MAX_IN_FLIGHT
/** Who may have a response's body: a call, or the connection that still sends it. */
#define ISERE__BODIES (ISERE__CONNECTIONS + ISERE__IN_FLIGHT)
/** The listener and the wake-up are waited for too. */
#define ISERE__WATCHED (ISERE__CONNECTIONS + 2)
/** Further ones are those of the HTTP server, of the joint of the two, and the place 0 that a heap leaves free. */
#define ISERE__TIMERS \
  (ISERE__CONNECTIONS + CONFIG_ISERE_JS_CONTEXTS * (ISERE__IN_FLIGHT + CONFIG_ISERE_FUNCTION_MAX_TIMERS) + 7)

/* --- all of it ---------------------------------------------------------------------------------------------------- */

#define ISERE__HTTP_TABLES_BYTES                                                                        \
  (ISERE__RESERVED(ISERE__HTTP_BYTES) + ISERE__RESERVED(ISERE__CONNECTIONS * ISERE__CONNECTION_BYTES) + \
   ISERE__RESERVED(ISERE__BODIES * ISERE__EXCHANGE_BYTES) +                                             \
   ISERE__RESERVED((CONFIG_ISERE_HTTP_MAX_HEADERS + 1) * ISERE__HEADER_BYTES))

#define ISERE__HTTP_BUFFERS_BYTES                                                          \
  (ISERE__POOL_BYTES(ISERE__LESSER(CONFIG_ISERE_HTTP_RECEIVE_BUFFERS, ISERE__CONNECTIONS), \
                     CONFIG_ISERE_HTTP_MAX_HEADER_BYTES + 256) +                           \
   ISERE__POOL_BYTES(ISERE__CONNECTIONS, CONFIG_ISERE_HTTP_SEND_BUFFER_BYTES) +            \
   ISERE__POOL_BYTES(CONFIG_ISERE_HTTP_BODY_BUFFERS,                                       \
                     CONFIG_ISERE_HTTP_MAX_BODY_BYTES + !CONFIG_ISERE_HTTP_MAX_BODY_BYTES))

/** Each JavaScript heap has its own of all that belongs to a function. */
#define ISERE__CONTEXT_BYTES                                                            \
  (ISERE__RESERVED(ISERE__ENGINE_BYTES) + ISERE__RESERVED(CONFIG_ISERE_JS_HEAP_BYTES) + \
   ISERE__RESERVED(CONFIG_ISERE_FUNCTION_MAX_TIMERS * ISERE__TIMER_BYTES) +             \
   ISERE__RESERVED(ISERE__BODIES * ISERE__BODY_BYTES) +                                 \
   ISERE__RESERVED(ISERE__LESSER(CONFIG_ISERE_JS_HEAP_BYTES / 64, 65536)))

#define ISERE__LOOP_BYTES                                                                                     \
  (ISERE__RESERVED(ISERE__TIMERS * ISERE__POINTER) + ISERE__RESERVED(ISERE__WATCHED * ISERE__WATCHED_BYTES) + \
   ISERE__RESERVED(ISERE__WATCHED * ISERE__POINTER))

#define ISERE__MEMORY_BYTES                                                                                          \
  (ISERE__RESERVED(ISERE__SERVER_BYTES) + ISERE__LOOP_BYTES + ISERE__HTTP_TABLES_BYTES + ISERE__HTTP_BUFFERS_BYTES + \
   CONFIG_ISERE_JS_CONTEXTS * ISERE__CONTEXT_BYTES +                                                                 \
   ISERE__RESERVED(CONFIG_ISERE_JS_CONTEXTS * ISERE__IN_FLIGHT * ISERE__CALL_BYTES))

#endif
