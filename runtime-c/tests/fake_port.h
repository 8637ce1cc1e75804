/**
 * @file
 * A port for the C tests: a clock that stands still unless it is told otherwise, entropy that repeats, and a log that
 * is kept to be looked at. Sockets: fake_sockets.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ISERE_FAKE_PORT_H
#define ISERE_FAKE_PORT_H

#include "isere/port.h"

/** The monotonic clock, us. A wait moves it to the wait's end. */
extern int64_t fake_port_clock_us;
/** Added to the clock each time it is read: lets code that polls the clock run out of time. */
extern int64_t fake_port_tick_us;

/** Signs of life that were given. */
extern unsigned fake_port_signs;

/** Reserved since the last reset, each piece in whole units of 16 bytes. */
extern size_t fake_port_reserved_bytes;

/** The wall clock, ms since 1970; negative: nobody has set it. */
extern int64_t fake_port_wall_ms;

/** Frees what was reserved, empties the log and sets the clock back to 1 s. */
void fake_port_reset(void);

/** Everything logged since the last reset, a line a record: "level [request id] text". */
const char *fake_port_log(void);
/** Empties the log. */
void fake_port_clear_log(void);

#endif
