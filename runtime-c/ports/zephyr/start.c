/**
 * @file
 * Starts the runtime in a thread of its own.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <zephyr/kernel.h>

#include "isere/options.h"
#include "isere/port.h"
#include "isere/zephyr.h"
#include "port.h"

/** What JavaScript may use, and below it what the runtime and the network's sockets need. */
#define STACK_BYTES (CONFIG_ISERE_JS_STACK_BYTES + CONFIG_ISERE_STACK_HEADROOM_BYTES)

static K_THREAD_STACK_DEFINE(stack, STACK_BYTES);
static struct k_thread thread;

#if !defined(CONFIG_ARCH_POSIX)
uint16_t isere__http_port(void) {
  return CONFIG_ISERE_HTTP_PORT;
}
#endif

static isere_server_t *create(void) {
  isere_options_t options;
  isere_options_defaults(&options);
#if defined(CONFIG_ISERE_STORAGE_OPTIONS)
  isere__storage_options(&options);
#endif
  isere_server_t *server = isere_server_create(&options);
  size_t used = isere__memory_used();
  if (server == NULL) {
    isere_log(ISERE_LOG_ERROR, NULL, "no memory for the runtime: %lu of %lu bytes are in use", (unsigned long)used,
              (unsigned long)isere__memory_size());
    return NULL;
  }
  isere_server_set_board(server, CONFIG_ISERE_BOARD);
  isere_log(ISERE_LOG_INFO, NULL, "memory: %lu of %lu bytes, %lu of them JavaScript heap", (unsigned long)used,
            (unsigned long)isere__memory_size(), (unsigned long)options.js_heap_bytes);
  isere__crashes_begin();
  isere__watchdog_start(options.server_watchdog_ms);
  return server;
}

/** Addresses are there before the first client can be. */
static void start_network(void) {
#if defined(CONFIG_ISERE_USB)
  (void)isere__usb_start();
#endif
#if defined(CONFIG_ISERE_NETWORK)
  (void)isere__network_start();
#endif
}

static void serve(isere_server_t *server) {
  uint16_t port = 0;
  int result = isere_server_listen(server, CONFIG_ISERE_HTTP_HOST, isere__http_port(), &port);
  if (result < 0) {
    isere_log(ISERE_LOG_ERROR, NULL, "cannot listen on %s port %u: %s", CONFIG_ISERE_HTTP_HOST, isere__http_port(),
              isere_error_text(result));
    return;
  }
  isere_log(ISERE_LOG_INFO, NULL, "listening on http://%s:%u", CONFIG_ISERE_PUBLIC_HOST, port);
  result = isere_server_run(server);
  isere_log(ISERE_LOG_ERROR, NULL, "the event loop ended: %s", isere_error_text(result));
}

static void run(void *unused1, void *unused2, void *unused3) {
  ARG_UNUSED(unused1);
  ARG_UNUSED(unused2);
  ARG_UNUSED(unused3);
  start_network();
  isere_server_t *server = create();
  if (server == NULL) return;
  isere__slots_load(server);
  serve(server);
}

void isere_zephyr_start(void) {
  k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), run, NULL, NULL, NULL, CONFIG_ISERE_THREAD_PRIORITY, 0,
                  K_NO_WAIT);
  k_thread_name_set(&thread, "isere");
}
