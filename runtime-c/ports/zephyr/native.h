/**
 * @file
 * What native_sim asks of the host that it runs on. native_bottom.c is built with the host's headers, not Zephyr's.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_PORTS_ZEPHYR_NATIVE_H
#define ISERE_PORTS_ZEPHYR_NATIVE_H

#include <stddef.h>
#include <stdint.h>

/** The host's monotonic clock, us. */
int64_t isere__native_monotonic_us(void);

/** The host's wall clock, ms since 1970. */
int64_t isere__native_wall_clock_ms(void);

/** Fills @p out from the host's source of entropy: 0 or -1. */
int isere__native_entropy(void *out, size_t len);

#endif
