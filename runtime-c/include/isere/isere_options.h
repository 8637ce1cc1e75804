/* Made by isere-codegen from runtime-c/options.yaml; not to be edited. After a change there: ./check --fix-generated */
/**
 * @file
 * Every option of the runtime: its field, default, range and scope. Functions on them: isere/options.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_ISERE_OPTIONS_H
#define ISERE_ISERE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */

/** How many options there are. */
#define ISERE_OPTION_COUNT 26

/** Where an option comes from. */
typedef enum {
  ISERE_OPTION_IMAGE,    /**< travels with the function, in the image's section LIMS */
  ISERE_OPTION_FIRMWARE, /**< decides what the runtime reserves when it starts */
} isere_option_scope_t;

/** The values of all options. */
typedef struct {
  /**
   * Time a call may take from the complete request to its response, and the longest that JavaScript may run without a
   * break. What `context.getRemainingTimeInMillis()` counts down.
   *
   * `function.timeout_ms`: ms, 10 to 900000, default 10000, scope image.
   */
  uint32_t function_timeout_ms;

  /**
   * Calls that may be under way at once; a request beyond them gets 503.
   *
   * `function.max_in_flight`: count, 1 to 4096, default 256 (laptop) 16 (pico2) 8 (pico), scope firmware.
   */
  uint32_t function_max_in_flight;

  /**
   * How many times in a row a function may run out of time or memory, without an answer in between, before it is
   * paused. Requests get 503 with the reason then, and it is started again after 100 ms, the next time after twice as
   * long, up to 30 s. 0 never pauses it.
   *
   * `function.max_recycles`: count, 0 to 1000, default 5, scope firmware.
   */
  uint32_t function_max_recycles;

  /**
   * Timers of setTimeout and setInterval that may be set at once; one more throws a RangeError.
   *
   * `function.max_timers`: count, 1 to 16384, default 1024 (laptop) 32 (pico2) 32 (pico), scope firmware.
   */
  uint32_t function_max_timers;

  /**
   * Header fields of a response; a response with more is a 500.
   *
   * `function.max_response_headers`: count, 4 to 256, default 64 (laptop) 32 (pico2) 32 (pico), scope firmware.
   */
  uint32_t function_max_response_headers;

  /**
   * Largest response body; a larger one is a 500.
   *
   * `function.max_response_body_bytes`: bytes, 256 to 67108864, default 8388608 (laptop) 65536 (pico2) 24576 (pico),
   * scope image.
   */
  uint32_t function_max_response_body_bytes;

  /**
   * Memory of the JavaScript heap, reserved when the runtime starts.
   *
   * `js.heap_bytes`: bytes, 65536 to 1073741824, default 67108864 (laptop) 262144 (pico2) 131072 (pico), scope
   * firmware.
   */
  uint32_t js_heap_bytes;

  /**
   * Stack that JavaScript may use; deeper recursion throws an InternalError.
   *
   * `js.stack_bytes`: bytes, 4096 to 4194304, default 524288 (laptop) 24576 (pico2) 12288 (pico), scope firmware.
   */
  uint32_t js_stack_bytes;

  /**
   * JavaScript heaps. With 2 a function that replaces another is loaded beside it; with 1 requests wait until the old
   * one has finished and the new one has loaded.
   *
   * `js.contexts`: count, 1 to 2, default 2 (laptop) 1 (pico2) 1 (pico), scope firmware.
   */
  uint32_t js_contexts;

  /**
   * Connections that may be open at once.
   *
   * `http.max_connections`: count, 1 to 4096, default 512 (laptop) 8 (pico2) 4 (pico), scope firmware.
   */
  uint32_t http_max_connections;

  /**
   * How many of `http.max_connections` are kept for telling clients beyond the others 503 at once. With 0 such a client
   * waits until a connection becomes free.
   *
   * `http.max_refusals`: count, 0 to 256, default 0, scope firmware.
   */
  uint32_t http_max_refusals;

  /**
   * Request line and header section together; a larger one is a 431. Also the size of a receive buffer.
   *
   * `http.max_header_bytes`: bytes, 512 to 65536, default 16384 (laptop) 2048 (pico2) 2048 (pico), scope firmware.
   */
  uint32_t http_max_header_bytes;

  /**
   * Header fields of a request; one more is a 431.
   *
   * `http.max_headers`: count, 4 to 256, default 100 (laptop) 32 (pico2) 32 (pico), scope firmware.
   */
  uint32_t http_max_headers;

  /**
   * Request target (path and query); a longer one is a 414.
   *
   * `http.max_target_bytes`: bytes, 64 to 32768, default 8192 (laptop) 1024 (pico2) 1024 (pico), scope firmware.
   */
  uint32_t http_max_target_bytes;

  /**
   * Request body; a larger one is a 413.
   *
   * `http.max_body_bytes`: bytes, 0 to 16777216, default 1048576 (laptop) 8192 (pico2) 8192 (pico), scope firmware.
   */
  uint32_t http_max_body_bytes;

  /**
   * Receive buffers; more than one for each connection are of no use. A connection has one from the first byte of a
   * request until the function has the request; with fewer buffers than connections, further requests wait.
   *
   * `http.receive_buffers`: count, 1 to 4096, default 512 (laptop) 3 (pico2) 2 (pico), scope firmware.
   */
  uint32_t http_receive_buffers;

  /**
   * Request bodies too large for the receive buffer that may be held at once; further ones wait.
   *
   * `http.body_buffers`: count, 1 to 1024, default 64 (laptop) 1 (pico2) 1 (pico), scope firmware.
   */
  uint32_t http_body_buffers;

  /**
   * Send buffer of a connection. The header section of a response must fit into it.
   *
   * `http.send_buffer_bytes`: bytes, 512 to 65536, default 16384 (laptop) 1536 (pico2) 1536 (pico), scope firmware.
   */
  uint32_t http_send_buffer_bytes;

  /**
   * Time from the first byte of a request to the end of its header section; then 408.
   *
   * `http.header_timeout_ms`: ms, 100 to 3600000, default 10000, scope firmware.
   */
  uint32_t http_header_timeout_ms;

  /**
   * Time from the end of the header section, or from the end of the wait for a buffer, to the end of the body; then
   * 408. Such a wait may be as long; then 503.
   *
   * `http.body_timeout_ms`: ms, 100 to 3600000, default 30000, scope firmware.
   */
  uint32_t http_body_timeout_ms;

  /**
   * Time that a connection may stay open between requests.
   *
   * `http.idle_timeout_ms`: ms, 100 to 3600000, default 75000 (laptop) 15000 (pico2) 15000 (pico), scope firmware.
   */
  uint32_t http_idle_timeout_ms;

  /**
   * Time in which a client must take some of a response that waits to be sent, 512 bytes or the rest.
   *
   * `http.send_timeout_ms`: ms, 100 to 3600000, default 30000, scope firmware.
   */
  uint32_t http_send_timeout_ms;

  /**
   * What takes the place of the other timeouts while every connection, receive buffer or body buffer is taken and
   * somebody waits for one. The client that has kept it longest beyond this time loses it, one that sends a body when
   * it has sent less than 1024 bytes in this time.
   *
   * `http.busy_timeout_ms`: ms, 100 to 3600000, default 1000, scope firmware.
   */
  uint32_t http_busy_timeout_ms;

  /**
   * Requests after which a connection is closed; 0 sets no limit.
   *
   * `http.max_requests_per_connection`: count, 0 to 1000000000, default 0, scope firmware.
   */
  uint32_t http_max_requests_per_connection;

  /**
   * Time that requests in flight get to finish when the runtime is told to stop, or the function is replaced.
   *
   * `server.drain_timeout_ms`: ms, 0 to 600000, default 10000, scope firmware.
   */
  uint32_t server_drain_timeout_ms;

  /**
   * Time without a sign of life after which the runtime is started afresh; 0 lets nobody watch. JavaScript gives signs
   * while it runs, so this is for native code that hangs and not for `function.timeout_ms`.
   *
   * `server.watchdog_ms`: ms, 0 to 600000, default 10000 (laptop) 8000 (pico2) 8000 (pico), scope firmware.
   */
  uint32_t server_watchdog_ms;
} isere_options_t;

/* The default of a kind of port. The build says which kind it is; without a word it is a laptop or server. */
#if defined(ISERE_PORT_KIND_PICO) || defined(CONFIG_ISERE_PORT_KIND_PICO)
#define ISERE_BY_PORT_KIND(laptop, pico2, pico) (pico)
#elif defined(ISERE_PORT_KIND_PICO2) || defined(CONFIG_ISERE_PORT_KIND_PICO2)
#define ISERE_BY_PORT_KIND(laptop, pico2, pico) (pico2)
#else
#define ISERE_BY_PORT_KIND(laptop, pico2, pico) (laptop)
#endif

/* The defaults. Kconfig wins where there is one (runtime-c/Kconfig.options). */
#if defined(CONFIG_ISERE_FUNCTION_TIMEOUT_MS)
#define ISERE_DEFAULT_FUNCTION_TIMEOUT_MS CONFIG_ISERE_FUNCTION_TIMEOUT_MS
#else
#define ISERE_DEFAULT_FUNCTION_TIMEOUT_MS ISERE_BY_PORT_KIND(10000u, 10000u, 10000u)
#endif
#if defined(CONFIG_ISERE_FUNCTION_MAX_IN_FLIGHT)
#define ISERE_DEFAULT_FUNCTION_MAX_IN_FLIGHT CONFIG_ISERE_FUNCTION_MAX_IN_FLIGHT
#else
#define ISERE_DEFAULT_FUNCTION_MAX_IN_FLIGHT ISERE_BY_PORT_KIND(256u, 16u, 8u)
#endif
#if defined(CONFIG_ISERE_FUNCTION_MAX_RECYCLES)
#define ISERE_DEFAULT_FUNCTION_MAX_RECYCLES CONFIG_ISERE_FUNCTION_MAX_RECYCLES
#else
#define ISERE_DEFAULT_FUNCTION_MAX_RECYCLES ISERE_BY_PORT_KIND(5u, 5u, 5u)
#endif
#if defined(CONFIG_ISERE_FUNCTION_MAX_TIMERS)
#define ISERE_DEFAULT_FUNCTION_MAX_TIMERS CONFIG_ISERE_FUNCTION_MAX_TIMERS
#else
#define ISERE_DEFAULT_FUNCTION_MAX_TIMERS ISERE_BY_PORT_KIND(1024u, 32u, 32u)
#endif
#if defined(CONFIG_ISERE_FUNCTION_MAX_RESPONSE_HEADERS)
#define ISERE_DEFAULT_FUNCTION_MAX_RESPONSE_HEADERS CONFIG_ISERE_FUNCTION_MAX_RESPONSE_HEADERS
#else
#define ISERE_DEFAULT_FUNCTION_MAX_RESPONSE_HEADERS ISERE_BY_PORT_KIND(64u, 32u, 32u)
#endif
#if defined(CONFIG_ISERE_FUNCTION_MAX_RESPONSE_BODY_BYTES)
#define ISERE_DEFAULT_FUNCTION_MAX_RESPONSE_BODY_BYTES CONFIG_ISERE_FUNCTION_MAX_RESPONSE_BODY_BYTES
#else
#define ISERE_DEFAULT_FUNCTION_MAX_RESPONSE_BODY_BYTES ISERE_BY_PORT_KIND(8388608u, 65536u, 24576u)
#endif
#if defined(CONFIG_ISERE_JS_HEAP_BYTES)
#define ISERE_DEFAULT_JS_HEAP_BYTES CONFIG_ISERE_JS_HEAP_BYTES
#else
#define ISERE_DEFAULT_JS_HEAP_BYTES ISERE_BY_PORT_KIND(67108864u, 262144u, 131072u)
#endif
#if defined(CONFIG_ISERE_JS_STACK_BYTES)
#define ISERE_DEFAULT_JS_STACK_BYTES CONFIG_ISERE_JS_STACK_BYTES
#else
#define ISERE_DEFAULT_JS_STACK_BYTES ISERE_BY_PORT_KIND(524288u, 24576u, 12288u)
#endif
#if defined(CONFIG_ISERE_JS_CONTEXTS)
#define ISERE_DEFAULT_JS_CONTEXTS CONFIG_ISERE_JS_CONTEXTS
#else
#define ISERE_DEFAULT_JS_CONTEXTS ISERE_BY_PORT_KIND(2u, 1u, 1u)
#endif
#if defined(CONFIG_ISERE_HTTP_MAX_CONNECTIONS)
#define ISERE_DEFAULT_HTTP_MAX_CONNECTIONS CONFIG_ISERE_HTTP_MAX_CONNECTIONS
#else
#define ISERE_DEFAULT_HTTP_MAX_CONNECTIONS ISERE_BY_PORT_KIND(512u, 8u, 4u)
#endif
#if defined(CONFIG_ISERE_HTTP_MAX_REFUSALS)
#define ISERE_DEFAULT_HTTP_MAX_REFUSALS CONFIG_ISERE_HTTP_MAX_REFUSALS
#else
#define ISERE_DEFAULT_HTTP_MAX_REFUSALS ISERE_BY_PORT_KIND(0u, 0u, 0u)
#endif
#if defined(CONFIG_ISERE_HTTP_MAX_HEADER_BYTES)
#define ISERE_DEFAULT_HTTP_MAX_HEADER_BYTES CONFIG_ISERE_HTTP_MAX_HEADER_BYTES
#else
#define ISERE_DEFAULT_HTTP_MAX_HEADER_BYTES ISERE_BY_PORT_KIND(16384u, 2048u, 2048u)
#endif
#if defined(CONFIG_ISERE_HTTP_MAX_HEADERS)
#define ISERE_DEFAULT_HTTP_MAX_HEADERS CONFIG_ISERE_HTTP_MAX_HEADERS
#else
#define ISERE_DEFAULT_HTTP_MAX_HEADERS ISERE_BY_PORT_KIND(100u, 32u, 32u)
#endif
#if defined(CONFIG_ISERE_HTTP_MAX_TARGET_BYTES)
#define ISERE_DEFAULT_HTTP_MAX_TARGET_BYTES CONFIG_ISERE_HTTP_MAX_TARGET_BYTES
#else
#define ISERE_DEFAULT_HTTP_MAX_TARGET_BYTES ISERE_BY_PORT_KIND(8192u, 1024u, 1024u)
#endif
#if defined(CONFIG_ISERE_HTTP_MAX_BODY_BYTES)
#define ISERE_DEFAULT_HTTP_MAX_BODY_BYTES CONFIG_ISERE_HTTP_MAX_BODY_BYTES
#else
#define ISERE_DEFAULT_HTTP_MAX_BODY_BYTES ISERE_BY_PORT_KIND(1048576u, 8192u, 8192u)
#endif
#if defined(CONFIG_ISERE_HTTP_RECEIVE_BUFFERS)
#define ISERE_DEFAULT_HTTP_RECEIVE_BUFFERS CONFIG_ISERE_HTTP_RECEIVE_BUFFERS
#else
#define ISERE_DEFAULT_HTTP_RECEIVE_BUFFERS ISERE_BY_PORT_KIND(512u, 3u, 2u)
#endif
#if defined(CONFIG_ISERE_HTTP_BODY_BUFFERS)
#define ISERE_DEFAULT_HTTP_BODY_BUFFERS CONFIG_ISERE_HTTP_BODY_BUFFERS
#else
#define ISERE_DEFAULT_HTTP_BODY_BUFFERS ISERE_BY_PORT_KIND(64u, 1u, 1u)
#endif
#if defined(CONFIG_ISERE_HTTP_SEND_BUFFER_BYTES)
#define ISERE_DEFAULT_HTTP_SEND_BUFFER_BYTES CONFIG_ISERE_HTTP_SEND_BUFFER_BYTES
#else
#define ISERE_DEFAULT_HTTP_SEND_BUFFER_BYTES ISERE_BY_PORT_KIND(16384u, 1536u, 1536u)
#endif
#if defined(CONFIG_ISERE_HTTP_HEADER_TIMEOUT_MS)
#define ISERE_DEFAULT_HTTP_HEADER_TIMEOUT_MS CONFIG_ISERE_HTTP_HEADER_TIMEOUT_MS
#else
#define ISERE_DEFAULT_HTTP_HEADER_TIMEOUT_MS ISERE_BY_PORT_KIND(10000u, 10000u, 10000u)
#endif
#if defined(CONFIG_ISERE_HTTP_BODY_TIMEOUT_MS)
#define ISERE_DEFAULT_HTTP_BODY_TIMEOUT_MS CONFIG_ISERE_HTTP_BODY_TIMEOUT_MS
#else
#define ISERE_DEFAULT_HTTP_BODY_TIMEOUT_MS ISERE_BY_PORT_KIND(30000u, 30000u, 30000u)
#endif
#if defined(CONFIG_ISERE_HTTP_IDLE_TIMEOUT_MS)
#define ISERE_DEFAULT_HTTP_IDLE_TIMEOUT_MS CONFIG_ISERE_HTTP_IDLE_TIMEOUT_MS
#else
#define ISERE_DEFAULT_HTTP_IDLE_TIMEOUT_MS ISERE_BY_PORT_KIND(75000u, 15000u, 15000u)
#endif
#if defined(CONFIG_ISERE_HTTP_SEND_TIMEOUT_MS)
#define ISERE_DEFAULT_HTTP_SEND_TIMEOUT_MS CONFIG_ISERE_HTTP_SEND_TIMEOUT_MS
#else
#define ISERE_DEFAULT_HTTP_SEND_TIMEOUT_MS ISERE_BY_PORT_KIND(30000u, 30000u, 30000u)
#endif
#if defined(CONFIG_ISERE_HTTP_BUSY_TIMEOUT_MS)
#define ISERE_DEFAULT_HTTP_BUSY_TIMEOUT_MS CONFIG_ISERE_HTTP_BUSY_TIMEOUT_MS
#else
#define ISERE_DEFAULT_HTTP_BUSY_TIMEOUT_MS ISERE_BY_PORT_KIND(1000u, 1000u, 1000u)
#endif
#if defined(CONFIG_ISERE_HTTP_MAX_REQUESTS_PER_CONNECTION)
#define ISERE_DEFAULT_HTTP_MAX_REQUESTS_PER_CONNECTION CONFIG_ISERE_HTTP_MAX_REQUESTS_PER_CONNECTION
#else
#define ISERE_DEFAULT_HTTP_MAX_REQUESTS_PER_CONNECTION ISERE_BY_PORT_KIND(0u, 0u, 0u)
#endif
#if defined(CONFIG_ISERE_SERVER_DRAIN_TIMEOUT_MS)
#define ISERE_DEFAULT_SERVER_DRAIN_TIMEOUT_MS CONFIG_ISERE_SERVER_DRAIN_TIMEOUT_MS
#else
#define ISERE_DEFAULT_SERVER_DRAIN_TIMEOUT_MS ISERE_BY_PORT_KIND(10000u, 10000u, 10000u)
#endif
#if defined(CONFIG_ISERE_SERVER_WATCHDOG_MS)
#define ISERE_DEFAULT_SERVER_WATCHDOG_MS CONFIG_ISERE_SERVER_WATCHDOG_MS
#else
#define ISERE_DEFAULT_SERVER_WATCHDOG_MS ISERE_BY_PORT_KIND(10000u, 8000u, 8000u)
#endif

/**
 * Every option in the order of options.yaml: X(field, key, scope, default, min, max). `field` is the member of
 * isere_options_t, `key` the text that stands in isere.yaml; the range is inclusive.
 */
#define ISERE_OPTIONS(X) \
  X(function_timeout_ms, "function.timeout_ms", ISERE_OPTION_IMAGE, ISERE_DEFAULT_FUNCTION_TIMEOUT_MS, 10u, 900000u) \
  X(function_max_in_flight, "function.max_in_flight", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_FUNCTION_MAX_IN_FLIGHT, 1u, 4096u) \
  X(function_max_recycles, "function.max_recycles", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_FUNCTION_MAX_RECYCLES, 0u, 1000u) \
  X(function_max_timers, "function.max_timers", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_FUNCTION_MAX_TIMERS, 1u, 16384u) \
  X(function_max_response_headers, "function.max_response_headers", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_FUNCTION_MAX_RESPONSE_HEADERS, 4u, 256u) \
  X(function_max_response_body_bytes, "function.max_response_body_bytes", ISERE_OPTION_IMAGE, ISERE_DEFAULT_FUNCTION_MAX_RESPONSE_BODY_BYTES, 256u, 67108864u) \
  X(js_heap_bytes, "js.heap_bytes", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_JS_HEAP_BYTES, 65536u, 1073741824u) \
  X(js_stack_bytes, "js.stack_bytes", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_JS_STACK_BYTES, 4096u, 4194304u) \
  X(js_contexts, "js.contexts", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_JS_CONTEXTS, 1u, 2u) \
  X(http_max_connections, "http.max_connections", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_MAX_CONNECTIONS, 1u, 4096u) \
  X(http_max_refusals, "http.max_refusals", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_MAX_REFUSALS, 0u, 256u) \
  X(http_max_header_bytes, "http.max_header_bytes", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_MAX_HEADER_BYTES, 512u, 65536u) \
  X(http_max_headers, "http.max_headers", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_MAX_HEADERS, 4u, 256u) \
  X(http_max_target_bytes, "http.max_target_bytes", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_MAX_TARGET_BYTES, 64u, 32768u) \
  X(http_max_body_bytes, "http.max_body_bytes", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_MAX_BODY_BYTES, 0u, 16777216u) \
  X(http_receive_buffers, "http.receive_buffers", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_RECEIVE_BUFFERS, 1u, 4096u) \
  X(http_body_buffers, "http.body_buffers", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_BODY_BUFFERS, 1u, 1024u) \
  X(http_send_buffer_bytes, "http.send_buffer_bytes", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_SEND_BUFFER_BYTES, 512u, 65536u) \
  X(http_header_timeout_ms, "http.header_timeout_ms", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_HEADER_TIMEOUT_MS, 100u, 3600000u) \
  X(http_body_timeout_ms, "http.body_timeout_ms", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_BODY_TIMEOUT_MS, 100u, 3600000u) \
  X(http_idle_timeout_ms, "http.idle_timeout_ms", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_IDLE_TIMEOUT_MS, 100u, 3600000u) \
  X(http_send_timeout_ms, "http.send_timeout_ms", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_SEND_TIMEOUT_MS, 100u, 3600000u) \
  X(http_busy_timeout_ms, "http.busy_timeout_ms", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_BUSY_TIMEOUT_MS, 100u, 3600000u) \
  X(http_max_requests_per_connection, "http.max_requests_per_connection", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_HTTP_MAX_REQUESTS_PER_CONNECTION, 0u, 1000000000u) \
  X(server_drain_timeout_ms, "server.drain_timeout_ms", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_SERVER_DRAIN_TIMEOUT_MS, 0u, 600000u) \
  X(server_watchdog_ms, "server.watchdog_ms", ISERE_OPTION_FIRMWARE, ISERE_DEFAULT_SERVER_WATCHDOG_MS, 0u, 600000u)

/* clang-format on */

#endif
