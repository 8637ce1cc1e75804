/**
 * @file
 * What loop.c asks of timers.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_LOOP_TIMERS_H
#define ISERE_LOOP_TIMERS_H

#include "isere/loop.h"

/** Fires every timer that is due at the loop's time and was set before this call. */
void isere__timers_fire(isere_loop_t *loop);

#endif
