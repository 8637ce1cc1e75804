/**
 * @file
 * The chip's watchdog: the runtime's signs of life feed it, and when they stay out the board starts anew.
 *
 * Who stops it from inside of the loop is native code that hangs; a thread of Zephyr's that takes the processor for
 * itself stops it too. JavaScript that runs for long does not: the engine gives signs while it runs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <zephyr/device.h>
#include <zephyr/drivers/watchdog.h>
#include <zephyr/kernel.h>

#include "isere/port.h"
#include "port.h"

/** Waits for sockets are cut to this part of the watchdog's time. */
#define FEEDS_PER_TIMEOUT 4

#if defined(CONFIG_WATCHDOG) && DT_NODE_HAS_STATUS(DT_ALIAS(watchdog0), okay)

static const struct device *const watchdog = DEVICE_DT_GET(DT_ALIAS(watchdog0));
static int channel = -1;
static uint32_t span_ms;

void isere__watchdog_start(uint32_t timeout_ms) {
  const struct wdt_timeout_cfg timeout = {.window = {.max = timeout_ms}, .flags = WDT_FLAG_RESET_SOC};
  if (timeout_ms == 0) return;
  int installed = device_is_ready(watchdog) ? wdt_install_timeout(watchdog, &timeout) : -ENODEV;
  int result = installed < 0 ? installed : wdt_setup(watchdog, WDT_OPT_PAUSE_HALTED_BY_DBG);
  /* Not each chip can let a debugger stop it. */
  if (result == -ENOTSUP) result = wdt_setup(watchdog, 0);
  if (result < 0) {
    isere_log(ISERE_LOG_WARN, NULL, "the watchdog does not start (%d): nobody watches", result);
    return;
  }
  channel = installed;
  span_ms = timeout_ms;
  isere_log(ISERE_LOG_INFO, NULL, "watchdog: %lu ms", (unsigned long)timeout_ms);
}

void isere_port_alive(void) {
  if (channel >= 0) (void)wdt_feed(watchdog, channel);
}

int isere__watchdog_longest_wait_ms(void) {
  return channel >= 0 ? (int)(span_ms / FEEDS_PER_TIMEOUT) : -1;
}

#else

void isere__watchdog_start(uint32_t timeout_ms) {
  ARG_UNUSED(timeout_ms);
}

/** The board has no watchdog. */
void isere_port_alive(void) {}

int isere__watchdog_longest_wait_ms(void) {
  return -1;
}

#endif
