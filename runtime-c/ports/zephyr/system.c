/**
 * @file
 * Clocks, entropy and the log.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <time.h>
#include <zephyr/kernel.h>
#include <zephyr/random/random.h>
#include <zephyr/sys/printk.h>
#include <zephyr/version.h>
#if KERNEL_VERSION_NUMBER >= ZEPHYR_VERSION(4, 2, 0)
#include <zephyr/sys/clock.h>
#endif

#include "isere/port.h"
#include "native.h"

/** 2020-01-01T00:00:00Z: a clock that stands before it was never set and counts from the start of the board. */
#define NEVER_SET_BEFORE_S 1577836800

/** As many bytes of entropy are asked for at once. */
#define ENTROPY_PART_BYTES 256

/* --- clocks ------------------------------------------------------------------------------------------------- */

int64_t isere_port_now_us(void) {
#if defined(CONFIG_ARCH_POSIX)
  /* The emulated clock stands still while code runs; limits on code that runs too long need one that goes. */
  return isere__native_monotonic_us();
#else
  return (int64_t)k_ticks_to_us_floor64((uint64_t)k_uptime_ticks());
#endif
}

int isere_port_wall_clock_ms(int64_t *out) {
#if defined(CONFIG_ARCH_POSIX)
  *out = isere__native_wall_clock_ms();
  return ISERE_OK;
#elif KERNEL_VERSION_NUMBER >= ZEPHYR_VERSION(4, 2, 0)
  struct timespec now;
  if (sys_clock_gettime(SYS_CLOCK_REALTIME, &now) != 0 || now.tv_sec < NEVER_SET_BEFORE_S) return ISERE_ENOCLOCK;
  *out = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
  return ISERE_OK;
#else
  ARG_UNUSED(out);
  return ISERE_ENOCLOCK;
#endif
}

/* --- entropy ------------------------------------------------------------------------------------------------ */

int isere_port_entropy(void *out, size_t len) {
#if defined(CONFIG_ARCH_POSIX)
  /* Zephyr's own driver for native_sim draws the same numbers at every start. */
  return isere__native_entropy(out, len) == 0 ? ISERE_OK : ISERE_EIO;
#else
  /* Drivers count in 16 bits, and may wait for each byte while the watchdog counts. */
  for (uint8_t *at = out; len > 0;) {
    size_t part = len < ENTROPY_PART_BYTES ? len : ENTROPY_PART_BYTES;
    if (sys_csrand_get(at, part) != 0) return ISERE_EIO;
    at += part;
    len -= part;
    isere_port_alive();
  }
  return ISERE_OK;
#endif
}

/* --- log ---------------------------------------------------------------------------------------------------- */

static void print(const char *text, size_t len) {
  k_str_out((char *)(uintptr_t)text, len);
}

void isere_port_log(isere_log_level_t level, const char *request_id, const char *text, size_t len) {
  const char *name = isere_log_level_name(level);
  print(name, strlen(name));
  if (request_id != NULL) {
    print(" [", 2);
    print(request_id, strlen(request_id));
    print("]", 1);
  }
  print(" ", 1);
  print(text, len);
  print("\n", 1);
}
